"""A rehearsal: a whole tender on real files, played by processes of their own, timed and checked."""
