"""What decides: desired state, observed state, and closing the difference."""
