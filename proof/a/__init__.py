"""Proofs of the path from evidence files to an answer: ids that start with ``A``."""
