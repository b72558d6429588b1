"""The benchmark's parts; `run` is the program."""
