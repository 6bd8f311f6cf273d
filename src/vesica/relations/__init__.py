"""Named relations over the evidence: what is computed from it, one readable step at a time.

Nothing here runs anything, and importing this package does not load the expression library.
"""
