"""Technique guides: how to prepare, hold and follow up a heart-to-heart talk."""
