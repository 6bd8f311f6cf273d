"""The command line: one command per question, thin over :mod:`vesica.api`."""

from vesica.cli.main import main

__all__ = ["main"]
