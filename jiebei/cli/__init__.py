"""The `jiebei` command: what the app does, for scripts and advisers."""
