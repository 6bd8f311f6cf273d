"""What the vendored scripts are built from."""
