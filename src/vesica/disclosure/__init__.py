"""Disclosure control: the only door out, deny by default, every release and refusal logged."""
