"""Where everybody comes in."""
