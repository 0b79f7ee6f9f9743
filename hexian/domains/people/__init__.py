"""Persons, the accounts they sign in with, their consents and codes."""
