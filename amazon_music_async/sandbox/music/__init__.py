"""The music service of the sandbox: its endpoints, users and lists."""
