"""What each member finds: preliminary review, marks, hand-in, alerts, locks, and the ranking that follows."""
