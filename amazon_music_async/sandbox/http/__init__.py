"""The HTTP server of the sandbox: requests, replies, faults."""
