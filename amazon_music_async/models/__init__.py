"""What the service speaks of: values, one module per noun."""
