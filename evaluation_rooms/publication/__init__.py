"""The public account: what a stranger needs to check an opening without us. It imports no stage's tables."""
