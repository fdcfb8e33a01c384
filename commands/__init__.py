"""THE PROGRAMS THAT PEOPLE RUN: sealing and sending bids, keeping opening keys, checking what was published.

Clients trust nobody: they import `crypto/`, a few pure files of `foundation/`, and never a table or a deed of the
server. Every module with a NAME is a word of `tianping` (see cli.py); the others are what those words share.
"""
