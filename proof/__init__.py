"""What Vesica claims, measured: ``python -m proof`` runs the proofs and writes the page."""
