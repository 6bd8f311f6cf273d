"""The documentation, served where it is needed: no other place is asked for anything."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup
from starlette.responses import FileResponse, Response

import vesica
from vesica.errors import NotFoundError
from vesica.web.call import Call
from vesica.web.render import page
from vesica.web.words import METHODS

__all__ = ["about_method", "document", "picture"]

_NAME = re.compile(r"(?:[a-z0-9_-]+/){0,2}[a-z0-9_-]+")
_PICTURE = re.compile(r"[a-z0-9-]+\.png")
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
    html: Any = parser.renderer.render(tokens, parser.options, {})
    html = re.sub(r"<pre>", '<pre tabindex="0">', html)
    return html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )


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
