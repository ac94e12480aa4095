"""Every figure of the course: one drawing function each, with its alternative text."""
