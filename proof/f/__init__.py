"""Proofs of what the line of sight claims."""
