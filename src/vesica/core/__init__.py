"""Shared values: what methods return and what the rest of Vesica passes on."""
