"""Figures and rows for screens."""
