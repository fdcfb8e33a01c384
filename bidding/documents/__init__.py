"""Versions, digests, open download, and the deed that publishes a tender."""
