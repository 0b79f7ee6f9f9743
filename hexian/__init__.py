"""Hexian 和弦: the software trade unions run on."""
