"""Rows of this stage."""
