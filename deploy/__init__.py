"""More than one process, more than one machine: what stands before the app, and what runs it."""
