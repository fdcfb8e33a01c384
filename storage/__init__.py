"""WHERE SEALED BYTES ARE KEPT: under random names, never overwritten, in memory, in files or on any S3 server.

Read `interface.py` for what is promised, `pieces.py` for how it is kept, `choose.py` for the addresses.
This house knows no bid and no tender, and imports nothing of ours: the database decides what counts.
"""
