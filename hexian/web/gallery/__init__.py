"""The living gallery: every component in every state, on one's own machine."""
