"""Pages about accounts, people and the roster."""
