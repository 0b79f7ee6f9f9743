"""Tests of collective bargaining."""
