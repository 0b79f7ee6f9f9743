"""The real divisions: province, cities, districts, streets and communities, by their official statistical codes."""
