"""To come with the services."""
