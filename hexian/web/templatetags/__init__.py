"""Template tags: the components every screen is built from."""
