"""The Django app of the isolation table."""
