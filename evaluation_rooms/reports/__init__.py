"""What the room found, in writing: contents, signatures, dissent, silence, the buyer's review."""
