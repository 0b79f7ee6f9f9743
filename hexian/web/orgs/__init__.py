"""The tree, posters, offices and roles on the desk."""
