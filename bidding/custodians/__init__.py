"""Bodies that keep opening keys, key sets, proofs of possession, readiness, rosters."""
