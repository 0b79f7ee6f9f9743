"""Entitlements: members whose settlements show a right that has not been served."""
