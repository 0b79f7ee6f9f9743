"""Founding unions: cases from request to approval, their congress, yearly targets."""
