"""Proofs of the evidence that goes in, and of bad input."""
