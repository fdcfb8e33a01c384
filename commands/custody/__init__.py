"""A custodian's client: its keys, its memory, its own checks, its releases."""
