"""The documentation, served where it is needed: no other place is asked for anything."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from starlette.responses import FileResponse, Response

import vesica
from vesica.errors import NotFoundError
from vesica.web.call import Call
from vesica.web.render import page
from vesica.web.words import METHODS

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["about_method", "document", "picture"]

_NAME = re.compile(r"(?:[a-z0-9_-]+/){0,2}[a-z0-9_-]+")
_PICTURE = re.compile(r"[a-z0-9-]+\.png")
_TABLE = re.compile(r'<table(?: class="([^"]*)")?>(.*?)</table>', re.DOTALL)
_PAIR = 2
"""Columns that fit a telephone side by side."""

_LINK = re.compile(r"^(?!https?:|#|/)((?:\.\./|[\w-]+/)*[\w-]+)\.md(#.*)?$")


@cache
def _folder() -> Path:
    """Where the pages lie: in the package, or beside its sources."""
    inside = Path(__file__).parent / "docs"
    beside = Path(str(vesica.__file__)).parents[2] / "docs"
    return inside if inside.is_dir() else beside


def about_method(question: str) -> str:
    """Address of the page about a question's method, or an empty string."""
    name = f"explanation/{METHODS.get(question, question)}"
    return f"/docs/{name}" if (_folder() / f"{name}.md").is_file() else ""


def document(call: Call) -> Response:
    """Show a page of the documentation."""
    name = call.path.get("name", "") or "index"
    path = _folder() / f"{name}.md"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFoundError("There is no such page.", hint="Begin at /docs.")
    text = path.read_text(encoding="utf-8")
    heading = re.search(r"^# (.+)$", text, re.MULTILINE)
    return page(
        "document.html",
        call=call,
        title=heading[1].replace("`", "") if heading else name,
        body=Markup(_html(text, name)),
        shelf=name.partition("/")[0],
    )


def picture(call: Call) -> Response:
    """Show a picture of the documentation."""
    path = _folder() / "pictures" / call.path["file"]
    if not _PICTURE.fullmatch(call.path["file"]) or not path.is_file():
        raise NotFoundError("There is no such picture.", hint="Begin at /docs.")
    return FileResponse(path, media_type="image/png")


def _html(text: str, name: str) -> str:
    """Render a page; links between pages lead to pages, those out of the shelves to nothing."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
    for token in tokens:
        if token.type == "heading_open":
            continue
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", _target(str(child.attrGet("href") or ""), name))
            elif child.type == "image":
                child.attrSet("src", _source(str(child.attrGet("src") or "")))
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and tokens[at + 1].content:
            token.attrSet("id", _slug(tokens[at + 1].content))
    _label(tokens)
    html: Any = parser.renderer.render(tokens, parser.options, {})
    html = re.sub(r"<pre>", '<pre tabindex="0">', html)
    html = re.sub(
        r"(<td[^>]*>)(?!</td>)(.+?)</td>", r"\1<span>\2</span></td>", html, flags=re.DOTALL
    )
    return _TABLE.sub(r'<div class="scroll\1" tabindex="0"><table>\2</table></div>', html)


def _label(tokens: list[Token]) -> None:
    """Name every cell of tables of three columns and more, so that a telephone can list them."""
    heads: list[str] = []
    column = 0
    for at, token in enumerate(tokens):
        if token.type == "table_open":
            heads, start = [], token
        elif token.type == "th_open":
            heads.append(tokens[at + 1].content.replace("`", ""))
        elif token.type == "tbody_open" and len(heads) > _PAIR:
            start.attrSet("class", " stack")
        elif token.type == "tr_open":
            column = -1
        elif token.type in {"td_open", "td_close"}:
            column += token.type == "td_open"
            if column == 0:
                token.tag = "th"
            if token.type == "td_open":
                name, said = ("data-label", heads[column]) if column else ("scope", "row")
                token.attrSet(name, said)
        # no style is allowed on the page
        if "right" in str(token.attrs.pop("style", "")):
            token.attrSet("class", "number")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9 _-]", "", text.lower()).replace(" ", "-")


def _target(address: str, name: str) -> str:
    found = _LINK.match(address)
    if not found:
        return address if address.startswith(("#", "https://", "http://")) else "/docs"
    parts = name.split("/")[:-1]
    for step in found[1].split("/"):
        parts = parts[:-1] if step == ".." else [*parts, step]
    target = "/".join(parts)
    if not (_folder() / f"{target}.md").is_file():
        return "/docs"
    return f"/docs/{target}{found[2] or ''}"


def _source(address: str) -> str:
    return f"/docs/pictures/{address.rpartition('/')[2]}"
