"""Settings, addresses, the door the server opens."""
