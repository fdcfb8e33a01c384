"""What somebody has to do next 待办: derived from the states of his lots, never stored."""
