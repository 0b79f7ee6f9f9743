"""Numbers of law and promise as rows: by code, place and time, each with its source and how sure it is."""
