"""Routes, pairs and a plan that people can review: methods on arrays."""
