"""Evidence: what there is, new files with their mapping shown, and the work on them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starlette.responses import Response, StreamingResponse

from vesica.api import importing
from vesica.api.rights import Right, allowed
from vesica.errors import NotFoundError, UsageError, VesicaError
from vesica.report.csv import starts_formula
from vesica.web.briefs import article
from vesica.web.call import Call, back_to
from vesica.web.fields import printable
from vesica.web.forms import uploads
from vesica.web.render import page, render
from vesica.web.waiting import NotYet, found
from vesica.web.waiting_pages import body

__all__ = [
    "confirm",
    "discard",
    "events",
    "health_page",
    "job",
    "jobs",
    "quarantine",
    "run",
    "stop",
    "upload",
    "uploaded",
]


def health_page(call: Call) -> Response:
    """Show what the evidence holds and lacks; bring files in, for whoever may."""
    brings = allowed(call.subject, Right.EVIDENCE)
    shown, refusal = "", None
    if call.workspace.imports():
        try:
            shown = article(found(call, "health"), "/q/health")
        except NotYet as waits:
            shown = body(call, waits.work)
        except VesicaError as error:
            refusal = error
    imports = [
        (m, len(call.workspace.quarantine(m.id)) if m.quarantined else 0)
        for m in reversed(call.workspace.imports())
    ]
    return page(
        "health.html",
        call=call,
        title="Evidence and health",
        article=shown,
        refusal=refusal,
        brings=brings,
        imports=imports,
        waiting=_waiting(call) if brings else [],
        jobs=call.house.jobs.all()[:5] if brings else (),
    )


def _waiting(call: Call) -> list[str]:
    folder = uploads(call.house.folder)
    return sorted(
        f"{room.name}/{file.name}" for room in folder.iterdir() for file in room.iterdir()
    )


def upload(call: Call) -> Response:
    """Keep the files that were sent, and show how the first would be understood."""
    files = call.lists.get("files", [])
    if not files:
        raise UsageError("No file was chosen.", hint="Choose one or more files.")
    call.keep_files()
    return back_to(f"/evidence/files/{files[0]}" if len(files) == 1 else "/q/health#waiting")


def _file(call: Call) -> Path:
    """Return the uploaded file of an address; never anything else."""
    room, name = call.path["room"], call.path["file"]
    path = uploads(call.house.folder) / room / name
    listed = f"{room}/{name}" in _waiting(call)
    if not listed or path.is_symlink() or not path.is_file():
        raise NotFoundError("There is no such file.", hint="It may have been imported already.")
    return path


def uploaded(call: Call) -> Response:
    """Show how a file would be understood; nothing is imported."""
    path = _file(call)
    kind = call.request.query_params.get("kind") or None
    sheet = call.request.query_params.get("sheet") or None
    columns = _columns(call.request.query_params.getlist("map"))
    found, error = None, None
    try:
        found = importing.recognise(
            call.workspace, path, kind=kind, columns=columns or None, sheet=sheet
        )
    except VesicaError as problem:
        error = problem
    return page(
        "mapping.html",
        call=call,
        title=path.name,
        address=f"{call.path['room']}/{call.path['file']}",
        found=found,
        error=error,
        kind=kind or "",
        sheet=sheet or "",
        maps=[f"{c}={h}" for c, h in columns.items()],
    )


def _columns(pairs: list[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        if not pair.strip():
            continue
        name, equals, header = pair.partition("=")
        if not equals:
            raise UsageError(f"'{pair}' is not of the form COLUMN=HEADER.", hint="Correct it.")
        found[name.strip()] = header.strip()
    return found


def confirm(call: Call) -> Response:
    """Import a file as it was shown."""
    path = _file(call)
    words = ["import", str(path)]
    kind, sheet = (printable(str(call.form.get(name, ""))) for name in ("kind", "sheet"))
    if kind:
        words.append(f"--as={kind}")
    if sheet:
        words.append(f"--sheet={sheet}")
    columns = _columns(call.lists.get("map", []))
    words += [printable(f"--map={name}={header}") for name, header in columns.items()]
    if call.form.get("whole") in {"full", "partial"}:
        words.append(f"--{call.form['whole']}")
    started = call.house.jobs.start(
        f"Import {path.name}",
        words,
        actor=call.workspace.actor,
        after=lambda: shutil.rmtree(path.parent),
    )
    return back_to(f"/jobs/{started.id}")


def discard(call: Call) -> Response:
    """Delete an uploaded file."""
    shutil.rmtree(_file(call).parent)
    return back_to("/q/health")


def quarantine(call: Call) -> Response:
    """Return the rows of an import that were held back, as a spreadsheet."""
    rows = call.workspace.quarantine(call.path["import_id"])
    file = io.StringIO()
    out = csv.writer(file, lineterminator="\r\n")
    out.writerow(("line", "column", "reason", "fix"))
    for row in rows:
        out.writerow([_safe(cell) for cell in (row.line, row.column, row.reason, row.fix)])
    headers = {"Content-Disposition": 'attachment; filename="quarantine.csv"'}
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _safe(cell: object) -> Any:
    text = str(cell)
    return f"'{text}" if starts_formula(text) else text


def run(call: Call) -> Response:
    """Start the measurement."""
    started = call.house.jobs.start("Measure", ["run"], actor=call.workspace.actor)
    return back_to(f"/jobs/{started.id}")


def jobs(call: Call) -> Response:
    """Show the work that was started from here."""
    return page("jobs.html", call=call, title="Work", jobs=call.house.jobs.all())


def job(call: Call) -> Response:
    """Show one piece of work."""
    found = call.house.jobs.one(call.path["job"])
    if call.request.headers.get("hx-request"):
        return Response(render("job_part.html", call=call, job=found), media_type="text/html")
    return page("job.html", call=call, title=found.title, job=found)


def events(call: Call) -> Response:
    """Stream what a piece of work says, line by line."""
    found = call.house.jobs.one(call.path["job"])

    def lines() -> Iterator[str]:
        for line in call.house.jobs.follow(found.id):
            yield ": waiting\n\n" if line is None else f"data: {json.dumps(line)}\n\n"
        yield f"event: end\ndata: {json.dumps(found.state)}\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


def stop(call: Call) -> Response:
    """Stop a piece of work."""
    call.house.jobs.stop(call.path["job"])
    return back_to(f"/jobs/{call.path['job']}")
