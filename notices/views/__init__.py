"""Pages about notices and the calendar."""
