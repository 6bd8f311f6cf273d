"""Whose account it may be: suggestions with reasons, which count for nothing until confirmed."""
