"""Login with Amazon, as the sandbox serves it."""
