"""Decision tables as data: typed rows with their basis in law, walked for one case, compiled for a million."""
