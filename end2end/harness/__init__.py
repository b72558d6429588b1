"""What the end-to-end tests, the demo and the benchmark share: a server to talk to, and a client that needs no SDK."""
