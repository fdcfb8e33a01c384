"""Freeze, releases, identities first, decryption in isolation, read-out, objections, opening record."""
