"""The web application: pages and addresses that ask the api and show briefs."""

from __future__ import annotations
