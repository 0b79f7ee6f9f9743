"""Membership: applications, resolutions, members, corrections."""
