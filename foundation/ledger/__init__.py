"""The ledger: acts leave salted leaves, a tick folds them into the public log, the platform signs its head.

The mathematics of trees is in `crypto/transparency_log.py`; here are rows, the sequencer and the signer.
"""
