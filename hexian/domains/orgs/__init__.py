"""The tree of unions, employers and partner bodies; offices, roles, posters."""
