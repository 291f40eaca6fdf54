"""Lists that follow a cursor."""
