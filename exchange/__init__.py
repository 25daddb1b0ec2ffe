"""The standing exchange between departments: meetings, minutes, decisions, experience."""
