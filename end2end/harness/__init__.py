"""Shared by the end-to-end tests, the demo and the benchmark: a server, and a client without an SDK."""
