"""Where records go, and how a job is resumed."""
