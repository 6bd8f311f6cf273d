"""Starting the server."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import vesica
from vesica.api import users
from vesica.errors import MissingExtraError, UsageError

__all__ = ["KEPT_OPEN", "serve"]

log = logging.getLogger(__name__)

KEPT_OPEN = 75
"""How long a connection stays open unused [s]: longer than people look at a page."""


def serve(
    folder: Path,
    *,
    host: str,
    port: int,
    certificate: Path | None,
    key: Path | None,
    names: tuple[str, ...],
    say: Callable[[str], None],
) -> None:
    """Serve a workspace until it is stopped.

    Raises
    ------
    MissingExtraError
        If the part ``web`` is not installed.
    UsageError
        If others could reach it without encryption.
    """
    try:
        import uvicorn

        import_module("argon2")  # looked for before anybody waits

        from vesica.web.app import create_app
    except ImportError as error:
        raise MissingExtraError.needs("web", "The web application") from error

    secure = certificate is not None
    if not _loopback(host) and not secure:
        raise UsageError(
            f"Others could reach {host}, and what they read would not be encrypted.",
            hint="Stay on 127.0.0.1, or give --certificate and --key.",
        )
    scheme = "https" if secure else "http"
    hosts = frozenset(
        f"{name}:{port}" for name in (host, *names, *(("localhost",) if _loopback(host) else ()))
    ) | frozenset(names if port in {80, 443} else ())
    with vesica.open(folder) as workspace:
        folder = workspace.layout.root
        first = users.first_link(workspace)
    shown = names[0] if names else host
    say(f"Vesica is at {scheme}://{shown}:{port}/ (stop it with Ctrl+C).")
    if first is not None:
        say("Nobody has an account yet. Open this link once, and choose your password:")
        say(f"  {scheme}://{shown}:{port}/link/{first}")
    uvicorn.run(
        create_app(folder, hosts=hosts, secure=secure),
        host=host,
        port=port,
        ssl_certfile=str(certificate) if certificate else None,
        ssl_keyfile=str(key) if key else None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEPT_OPEN,
        timeout_graceful_shutdown=5,
    )


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
