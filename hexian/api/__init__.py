"""The JSON API: the same services and queries as the pages, for other programs and for our own."""
