"""Documents on paper: typst templates, filled from data that is never part of the markup."""
