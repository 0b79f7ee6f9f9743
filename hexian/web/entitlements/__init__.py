"""Rights not yet served on screens: the officer's list and her own page."""
