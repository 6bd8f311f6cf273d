"""The command that opens Vesica in a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter, validators

from vesica.cli.session import locate, say

__all__ = ["register"]

_Port = Annotated[int, Parameter(validator=validators.Number(gte=1, lte=65535))]


def register(app: App) -> None:
    """Add the command to the application."""
    app.command(serve)


def serve(
    *,
    host: str = "127.0.0.1",
    port: _Port = 8000,
    certificate: Path | None = None,
    key: Path | None = None,
    name: Annotated[list[str] | None, Parameter(negative=())] = None,
) -> None:
    """Open Vesica in a browser: pages for analysts, leaders, practitioners and the works council.

    The first start prints a link that makes the first account, once.

    Parameters
    ----------
    host
        Address to listen on. Other machines reach it only over TLS.
    port
        Port to listen on.
    certificate
        PEM file of the certificate, for TLS.
    key
        PEM file of its key.
    name
        Name under which browsers reach it; once per name. Other names are turned away.
    """
    from vesica.web.serving import serve as start

    start(
        locate(),
        host=host,
        port=port,
        certificate=certificate,
        key=key,
        names=tuple(name or ()),
        say=_at_once,
    )


def _at_once(text: str) -> None:
    say(text)
    sys.stdout.flush()
