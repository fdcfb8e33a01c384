"""Bytes in, bytes out: nothing here knows a clock, a database, the web, or any other package of this house.

An auditor may lift this folder out and run it alone with pynacl. Entropy is always an argument.
"""
