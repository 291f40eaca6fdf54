"""Many ids in few requests."""
