"""What goes in and out as JSON: every field typed, described, with its unit. Ids are UUIDs, never serials."""
