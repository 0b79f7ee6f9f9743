"""Mutual aid on screens: the worker's phone and the officer's desk."""
