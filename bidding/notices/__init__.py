"""The press: numbered, dated, never altered; it does not know what it prints."""
