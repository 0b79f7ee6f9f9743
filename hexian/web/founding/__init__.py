"""Founding a union: the founders' pages on a phone, the upper union's at the desk."""
