"""Judges what was opened, from several places at one table. Folders are stages; a later one may import an earlier."""
