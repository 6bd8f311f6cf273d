"""Solvers behind the plan; the only modules that import OR-Tools or call SciPy's HiGHS."""
