"""Anonymised case studies and the gate that keeps people unrecognisable."""
