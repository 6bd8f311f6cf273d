"""Accounts, and how somebody signs in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, Protocol

from vesica.api.rights import SCOPES, Role, Subject, roles
from vesica.errors import MissingExtraError, NotFoundError, RefusedError, UsageError

if TYPE_CHECKING:
    from vesica.api.workspace import Workspace
    from vesica.store.users import Account, Invitation, Token

__all__ = [
    "SHORTEST",
    "LocalAccounts",
    "OwnPassphrase",
    "SignIn",
    "accept",
    "accounts",
    "by_session",
    "by_token",
    "close",
    "end",
    "first_link",
    "invitation",
    "invite",
    "issue",
    "revoke",
    "sign_in",
    "tokens",
]

SHORTEST = 12
"""Letters that a password has at least."""

_FIRST = "admin"
_LASTS = timedelta(days=3)
_LONGEST = 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")
_AT_ONCE = BoundedSemaphore(2)
"""A hash takes 64 MiB."""

_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""Checked where there is no account, so that it takes equally long."""


def _hasher() -> Any:
    """RFC 9106, low memory: 64 MiB, three passes, four lanes."""
    try:
        from argon2 import PasswordHasher
    except ImportError as error:
        raise MissingExtraError.needs("web", "Signing in") from error
    return PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)


class SignIn(Protocol):
    """A way to sign in. Single sign-on can stand beside these."""

    def begin(self, workspace: Workspace, name: str, secret: str) -> str | None:
        """Begin a session and return its secret; ``None`` if this is nobody it knows."""


class LocalAccounts:
    """Accounts of the workspace, with an argon2id hash each."""

    def begin(self, workspace: Workspace, name: str, secret: str) -> str | None:
        """Check the password; a wrong name takes as long as a wrong password."""
        from argon2.exceptions import VerificationError, VerifyMismatchError

        account = workspace.state.users.account(name)
        with _AT_ONCE:
            try:
                _hasher().verify(account.password if account else _NOBODY, secret[:_LONGEST])
            except (VerifyMismatchError, VerificationError):
                return None
        return workspace.state.users.begin(account=name) if account else None


class OwnPassphrase:
    """People with the own key and the own passphrase: the pseudonym is kept, the key is not."""

    def begin(self, workspace: Workspace, name: str, secret: str) -> str | None:
        """Try the person's passphrase."""
        try:
            opening = workspace.vault.open_with(name, secret)
        except RefusedError:
            return None
        if opening is None:
            return None
        return workspace.state.users.begin(person_id=opening.person_id)


_WAYS: tuple[SignIn, ...] = (LocalAccounts(), OwnPassphrase())


def sign_in(workspace: Workspace, name: str, secret: str) -> str | None:
    """Sign somebody in and return the session's secret; ``None`` if it is nobody."""
    begun = None
    for way in _WAYS:  # all of them, always: how long it takes says nothing
        begun = begun or way.begin(workspace, name, secret)
    workspace.state.audit.append("web", "signed in" if begun else "wrong name or password")
    return begun


def by_session(workspace: Workspace, secret: str) -> Subject | None:
    """Who is behind a session; nobody if it, the account or the passphrase has ended."""
    session = workspace.state.users.session(secret)
    if session is None:
        return None
    if session.account is not None:
        account = workspace.state.users.account(session.account)
        if account is None:
            return None
        return Subject(name=account.name, roles=_known(account.roles))
    person = session.person_id or ""
    chosen = workspace.vault.passphrase_since(person)
    if chosen is None or chosen > session.since:
        return None
    return Subject(name="person", roles=frozenset({Role.PRACTITIONER}), person_id=person)


def by_token(workspace: Workspace, secret: str) -> Subject | None:
    """Who is behind a token: its account, within its scopes."""
    token = workspace.state.users.token(secret)
    account = workspace.state.users.account(token.account) if token else None
    if token is None or account is None:
        return None
    return Subject(name=account.name, roles=_known(account.roles), scopes=token.scopes)


def end(workspace: Workspace, secret: str) -> None:
    """Sign out."""
    workspace.state.users.end(secret)


def _known(names: Iterable[str]) -> frozenset[Role]:
    return frozenset(Role(name) for name in names)


def first_link(workspace: Workspace) -> str | None:
    """Secret of the link that makes the first account; ``None`` if somebody can manage them."""
    users = workspace.state.users
    if any(Role.ADMIN in account.roles for account in users.accounts()):
        return None
    return users.invite(_FIRST, (Role.ADMIN, Role.ANALYST), lasts=_LASTS)


def invite(workspace: Workspace, name: str, wanted: Iterable[str]) -> str:
    """Make a one-time link for an account; it also gives an account a new password.

    Raises
    ------
    UsageError
        If the name or the roles do not fit.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"'{name}' cannot be the name of an account.",
            hint="Use letters, digits and . _ @ + -, at most 64.",
        )
    found = roles(wanted)
    secret = workspace.state.users.invite(name, map(str, found), lasts=_LASTS)
    workspace.state.audit.append(workspace.actor, "invite", account=name, roles=sorted(found))
    return secret


def invitation(workspace: Workspace, secret: str) -> Invitation | None:
    """What a one-time link is for; ``None`` if it is dead."""
    return workspace.state.users.invitation(secret)


def accept(workspace: Workspace, secret: str, password: str) -> str:
    """Make the account of a link with a password, and sign it in.

    Raises
    ------
    UsageError
        If the password is too short.
    RefusedError
        If the link is dead.
    """
    if len(password) < SHORTEST:
        raise UsageError(
            f"The password has {len(password)} letters.",
            hint=f"Choose one of at least {SHORTEST}: four words that do not go together.",
        )
    invited = invitation(workspace, secret)
    with _AT_ONCE:
        hashed = _hasher().hash(password[:_LONGEST])
    if invited is None or not workspace.state.users.accept(secret, invited.name, hashed):
        raise RefusedError(
            "This link was used before, or is too old.", hint="Ask the admin for a new one."
        )
    workspace.state.audit.append(
        invited.name, "account made", account=invited.name, roles=sorted(invited.roles)
    )
    return workspace.state.users.begin(account=invited.name)


def accounts(workspace: Workspace) -> tuple[Account, ...]:
    """Accounts that are open."""
    return workspace.state.users.accounts()


def close(workspace: Workspace, name: str) -> None:
    """Close an account; its sessions and tokens end at once.

    Raises
    ------
    UsageError
        If it is the last that can manage accounts.
    NotFoundError
        If there is no such account.
    """
    admins = {a.name for a in accounts(workspace) if Role.ADMIN in a.roles}
    if admins == {name}:
        raise UsageError(
            f"'{name}' is the last account that can manage accounts.",
            hint="Give another account the role admin first.",
        )
    if not workspace.state.users.close(name):
        raise NotFoundError(f"There is no account '{name}'.", hint="Look at the list of accounts.")
    workspace.state.audit.append(workspace.actor, "account closed", account=name)


def issue(workspace: Workspace, label: str, scopes: Iterable[str]) -> str:
    """Issue a token to the account that asks; it is shown once.

    Raises
    ------
    UsageError
        If the label is empty or a scope is unknown.
    """
    wanted = frozenset(scopes)
    if not label.strip() or not wanted or not wanted <= set(SCOPES):
        raise UsageError(
            "A token needs a label and a scope.", hint=f"Scopes: {', '.join(sorted(SCOPES))}."
        )
    secret = workspace.state.users.issue(workspace.actor, label.strip()[:80], wanted)
    workspace.state.audit.append(workspace.actor, "token issued", scopes=sorted(wanted))
    return secret


def tokens(workspace: Workspace) -> tuple[Token, ...]:
    """Tokens of the account that asks."""
    return workspace.state.users.tokens(workspace.actor)


def revoke(workspace: Workspace, number: int) -> None:
    """End a token of the account that asks.

    Raises
    ------
    NotFoundError
        If it has no such token.
    """
    if not workspace.state.users.revoke(workspace.actor, number):
        raise NotFoundError(f"There is no token {number}.", hint="Look at the list of tokens.")
    workspace.state.audit.append(workspace.actor, "token revoked", number=number)
