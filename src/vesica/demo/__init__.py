"""The simulated organisation with known truth, and the case of the 117th US Congress."""
