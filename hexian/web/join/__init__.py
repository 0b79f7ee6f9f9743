"""From the poster to the receipt."""
