"""Screens: one folder per domain, templates, static files."""
