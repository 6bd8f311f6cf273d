"""Signing in and out, one-time links, accounts and tokens."""

from __future__ import annotations

from starlette.responses import Response

from vesica.api import users
from vesica.api.rights import SCOPES, Right, Role, allowed
from vesica.errors import UsageError
from vesica.web.call import Call, back_to
from vesica.web.fields import own_address, whole
from vesica.web.guard import Rate
from vesica.web.render import page

__all__ = [
    "account",
    "close",
    "invite",
    "issue",
    "link",
    "own_page",
    "revoke",
    "sign_in",
    "sign_out",
    "signing_page",
]

_BY_NAME, _BY_ADDRESS = Rate(5, 900.0), Rate(20, 900.0)
"""Tries in a quarter of an hour."""

_TWELVE_HOURS = 12 * 60 * 60
_MOST_TOKENS = 10**9


def signing_page(call: Call) -> Response:
    """Show the form to sign in."""
    if call.subject is not None:
        return back_to(own_address(call.request.query_params.get("next", "")))
    return _form(call)


def _form(call: Call, *, wrong: str = "", status: int = 200) -> Response:
    onward = call.request.query_params.get("next", "") or str(call.form.get("next", ""))
    return page(
        "sign_in.html",
        call=call,
        status=status,
        title="Sign in",
        wrong=wrong,
        onward=own_address(onward),
    )


def sign_in(call: Call) -> Response:
    """Sign in with name and password, or with the own key and passphrase."""
    name, secret = str(call.form.get("name", ""))[:256], str(call.form.get("password", ""))[:1024]
    address = call.request.client.host if call.request.client else ""
    wait = max(_BY_NAME.take(f"{call.house.folder}:{name}"), _BY_ADDRESS.take(address))
    if wait > 0:
        return _form(
            call, status=429, wrong="Too many tries. Wait a quarter of an hour, then try again."
        )
    begun = users.sign_in(call.workspace, name, secret)
    if begun is None:
        return _form(call, status=401, wrong="This name and password go together with nothing.")
    if call.secret:
        users.end(call.workspace, call.secret)
    return _begun(call, begun, own_address(str(call.form.get("next", ""))))


def _begun(call: Call, secret: str, onward: str) -> Response:
    response = back_to(onward)
    response.set_cookie(
        call.house.cookie,
        secret,
        max_age=_TWELVE_HOURS,
        path="/",
        secure=call.house.secure,
        httponly=True,
        samesite="strict",
    )
    return response


def sign_out(call: Call) -> Response:
    """Sign out."""
    users.end(call.workspace, call.secret)
    response = back_to("/sign-in")
    response.delete_cookie(call.house.cookie, path="/", secure=call.house.secure)
    return response


def link(call: Call) -> Response:
    """Show what a one-time link is for."""
    secret = call.path["secret"]
    invited = users.invitation(call.workspace, secret)
    return _link(call, "" if invited else "This link was used before, or is too old.")


def _link(call: Call, wrong: str) -> Response:
    invited = users.invitation(call.workspace, call.path["secret"])
    return page(
        "link.html",
        call=call,
        status=200 if invited and not wrong else 404 if not invited else 400,
        title="Your account",
        invited=invited,
        wrong=wrong,
        shortest=users.SHORTEST,
    )


def account(call: Call) -> Response:
    """Make the account of a one-time link."""
    password = str(call.form.get("password", ""))
    if password != str(call.form.get("again", "")):
        return _link(call, "The two passwords differ.")
    try:
        begun = users.accept(call.workspace, call.path["secret"], password)
    except UsageError as error:
        return _link(call, f"{error.message} {error.hint}")
    return _begun(call, begun, "/")


def own_page(call: Call, *, made: str = "", what: str = "") -> Response:
    """Show one's account: tokens; and everybody's accounts to who manages them."""
    manages = allowed(call.subject, Right.ACCOUNTS)
    person = call.subject is not None and call.subject.person_id
    return page(
        "account.html",
        call=call,
        title="Accounts" if manages else "Account",
        accounts=users.accounts(call.workspace) if manages else (),
        tokens=() if person else users.tokens(call.workspace),
        roles=[str(role) for role in Role if role is not Role.PRACTITIONER],
        scopes=list(SCOPES),
        made=made,
        what=what,
    )


def invite(call: Call) -> Response:
    """Make a one-time link for an account."""
    name = str(call.form.get("name", ""))
    secret = users.invite(call.workspace, name, call.lists.get("roles", []))
    scheme = "https" if call.house.secure else "http"
    made = f"{scheme}://{call.request.headers['host']}/link/{secret}"
    return own_page(call, made=made, what=f"One-time link for {name}, good for three days")


def close(call: Call) -> Response:
    """Close an account."""
    users.close(call.workspace, str(call.form.get("name", "")))
    return back_to("/account")


def issue(call: Call) -> Response:
    """Issue a token."""
    _not_a_person(call)
    label = str(call.form.get("label", ""))
    made = users.issue(call.workspace, label, call.lists.get("scopes", []))
    return own_page(call, made=made, what=f"Token “{label}”")


def revoke(call: Call) -> Response:
    """End a token."""
    _not_a_person(call)
    number = whole(str(call.form.get("number", "")), low=1, high=_MOST_TOKENS)
    users.revoke(call.workspace, number or 0)
    return back_to("/account")


def _not_a_person(call: Call) -> None:
    if call.subject is None or call.subject.person_id is not None:
        raise UsageError("Tokens belong to accounts.", hint="Sign in with an account.")
