"""Causal methods: which route works, from how people came to be in it. Arrays in, results out."""
