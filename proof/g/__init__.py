"""The web application: rights, robustness, speed, and the same numbers everywhere."""
