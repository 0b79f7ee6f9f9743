"""Rosters: lists of members as employers and other systems send them, checked, landed, and taken back if need be."""
