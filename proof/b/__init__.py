"""Proofs of what measurement claims."""
