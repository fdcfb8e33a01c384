"""Who may sign in: organisations, persons, the roles they hold, passwords and sessions."""
