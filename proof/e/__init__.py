"""Proofs of which route works."""
