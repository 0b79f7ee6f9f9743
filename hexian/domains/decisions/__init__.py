"""Deciding by law: workers' congresses and assemblies, their delegates, sittings, motions and secret ballots."""
