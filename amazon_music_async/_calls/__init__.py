"""How a call is made: described, paced, sent, retried, read."""
