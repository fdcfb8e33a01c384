"""The audit of a published package by a stranger: every check by name, from published files alone."""

from crypto.audit.run import Check, audit, failures

__all__ = ["Check", "audit", "failures"]
