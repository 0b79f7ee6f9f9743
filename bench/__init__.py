"""What `hx bench` runs: each with its baseline beside it, in a database of its own, leaving nothing."""
