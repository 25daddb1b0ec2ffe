"""Verbs with several effects. They know no request and raise domain errors."""
