"""What happened here and who did it: the append-only trail, and the runs of scheduled work."""
