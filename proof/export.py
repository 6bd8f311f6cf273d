"""Write a drawn organisation as the files that its systems export."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from proof.generator import START, Organisation

__all__ = ["write"]

_PLATFORMS = ("Intranet", "Mastodon")


def write(made: Organisation, out: Path) -> tuple[Path, ...]:
    """Write the export files into ``out``, the roster first; persons by number or by e-mail."""
    out.mkdir(parents=True, exist_ok=True)
    n = len(made.unit)
    number = pa.array([f"E{7001 + 3 * i}" for i in range(n)])
    email = pa.array([f"person{i:05d}@acme.example" for i in range(n)])
    tables = {
        "roster.csv": _roster(made, number, email),
        "accounts.csv": _accounts(made, number),
        "posts.csv": _post_rows(made.posts, number),
        "messages.csv": _message_rows(made.messages, email),
        "nominations.csv": _nomination_rows(made.nominations, number),
    }
    for name, table in tables.items():
        csv.write_csv(table, out / name)
    return tuple(out / name for name in tables)


def _stamps(seconds: NDArray) -> pa.Array:
    times = np.datetime_as_string(START + seconds.astype("timedelta64[s]"))
    return pa.array([f"{t}Z" for t in times])


def _roster(made: Organisation, number: pa.Array, email: pa.Array) -> pa.Table:
    n = len(made.unit)
    hired = np.datetime64("2012-03-01") + (np.arange(n) * 7919 % 4800).astype("timedelta64[D]")
    names = pa.array(made.unit_names)
    return pa.table(
        {
            "Employee ID": number,
            "Email": email,
            "Name": pa.array([f"Given{i} Family{i}" for i in range(n)]),
            "Manager ID": number.take(pa.array(made.manager, mask=made.manager < 0)),
            "Level": pa.array(made.level),
            "Department": names.take(pa.array(made.unit)),
            "Hire date": pa.array(hired),
        }
    )


def _accounts(made: Organisation, number: pa.Array) -> pa.Table:
    pairs = np.unique(np.stack([made.posts["author"], made.posts["platform"]]), axis=1)
    return pa.table(
        {
            "platform": pa.array(_PLATFORMS).take(pa.array(pairs[1])),
            "account_id": pa.array([f"@handle{a}x{p}" for a, p in pairs.T]),
            "employee_id": number.take(pa.array(pairs[0])),
            "claimed_how": pa.array(["claimed"] * pairs.shape[1]),
        }
    )


def _post_rows(posts: Mapping[str, NDArray], number: pa.Array) -> pa.Table:
    counts = ("followers", "impressions", "likes", "comments", "shares", "clicks")
    return pa.table(
        {
            "post_id": pa.array([f"p{i}" for i in range(len(posts["author"]))]),
            "author": number.take(pa.array(posts["author"])),
            "platform": pa.array(_PLATFORMS).take(pa.array(posts["platform"])),
            "published_at": _stamps(posts["time"]),
            "kind": pa.array(np.where(posts["reply"], "reply", "post")),
            **{name: pa.array(posts[name]) for name in counts},
        }
    )


def _message_rows(messages: Mapping[str, NDArray], email: pa.Array) -> pa.Table:
    answered = pa.array([f"m{x}" if x >= 0 else None for x in messages["answered"]])
    return pa.table(
        {
            "sender": email.take(pa.array(messages["sender"])),
            "recipient": email.take(pa.array(messages["recipient"])),
            "sent_at": _stamps(messages["time"]),
            "channel": pa.array(["chat"] * len(messages["sender"])),
            "message_id": pa.array([f"m{x}" for x in messages["message"]]),
            "thread_id": pa.array([f"t{x}" for x in messages["thread"]]),
            "in_reply_to": answered,
            "recipients": pa.array(np.ones(len(messages["sender"]), dtype=np.int64)),
        }
    )


def _nomination_rows(nominations: Mapping[str, NDArray], number: pa.Array) -> pa.Table:
    return pa.table(
        {
            "nominator": number.take(pa.array(nominations["rater"])),
            "nominee": number.take(pa.array(nominations["named"])),
            "question": pa.array(["influence"] * len(nominations["rater"])),
            "strength": pa.array(5 - nominations["rank"]),
            "date": pa.array(["2026-06-15"] * len(nominations["rater"])),
        }
    )
