"""Rosters: lists of members as HR and other systems send them, guessed, checked, and told about in words."""
