"""Screens of collective bargaining: the desk, a case, the room, its papers."""
