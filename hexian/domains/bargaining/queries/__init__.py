"""What screens and documents read of a bargaining, as frozen dataclasses."""
