"""Screens of bodies that decide: congresses, delegates, sittings, the door, ballots and results."""
