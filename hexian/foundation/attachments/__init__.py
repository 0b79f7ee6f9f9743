"""Files: checked by content, photos made harmless, written before their row commits, found again when orphaned."""
