"""The catalogue of the sandbox: reproducible tracks, albums and artists."""
