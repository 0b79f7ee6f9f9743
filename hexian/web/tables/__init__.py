"""Pages of decision tables: lists, the grid, a case tried, versions compared, publishing."""
