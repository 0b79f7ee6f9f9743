"""Collective bargaining: offer, delegates, room, draft, congress, signatures, filing, publication."""
