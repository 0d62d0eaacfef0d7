"""One person's case: its records, and its file."""
