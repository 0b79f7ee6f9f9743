"""The worker's own pages."""
