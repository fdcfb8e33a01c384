"""Upload pieces, envelopes, sealing, receipts, withdrawal."""
