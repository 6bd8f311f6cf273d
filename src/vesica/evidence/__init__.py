"""Source files in: recognised, read in a process of their own, checked, pseudonymised, sealed."""
