"""Receives bids, keeps them shut, opens them together. Folders are stages; a later one may import an earlier one."""
