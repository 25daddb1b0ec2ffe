"""Hours (学时), without database or clock: what was earned in a year, what a rule asks, how that stands."""
