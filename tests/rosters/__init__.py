"""Rosters: guessing, checking, the demo list."""
