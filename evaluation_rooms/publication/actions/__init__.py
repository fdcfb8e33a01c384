"""One file a deed: packages for auditors, open data for everybody."""
