"""What is bought, until when; the lot round's state table."""
