"""Proofs of what pairs and plans claim."""
