"""Working days and deadlines: counted as the Civil Code counts, over a calendar officers keep."""
