"""Build the scripts of other projects that pages use, once, into ``static/vendor``.

``python -m vesica.web.assets.build`` needs Node and npm; nobody else does: what it makes is part
of Vesica, with its hashes in ``manifest.json``. The versions stand in ``package-lock.json``.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

__all__ = ["VENDOR", "build", "hashes"]

HERE = Path(__file__).parent
VENDOR = HERE.parent / "static" / "vendor"
_SHIPPED = ("d3-*", "htmx.org", "topojson-client", "vega", "vega-*")


def build(to: Path = VENDOR) -> dict[str, str]:
    """Install the locked packages in a folder of their own, bundle, and note the hashes."""
    with tempfile.TemporaryDirectory(prefix="vesica-assets-") as folder:
        room = Path(folder)
        for name in ("package.json", "package-lock.json", "figures.js"):
            shutil.copy(HERE / name, room / name)
        _run(room, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
        modules = room / "node_modules"
        to.mkdir(parents=True, exist_ok=True)
        for old in to.iterdir():
            old.unlink()
        shutil.copy(modules / "htmx.org" / "dist" / "htmx.min.js", to / "htmx.js")
        _run(
            room,
            str(modules / ".bin" / "esbuild"),
            "figures.js",
            "--bundle",
            "--minify",
            "--format=iife",
            "--legal-comments=none",
            "--target=es2022",
            f"--outfile={to / 'figures.js'}",
        )
        (to / "LICENCES.txt").write_text(_licences(modules), encoding="utf-8")
    found = hashes(to)
    (to / "manifest.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return found


def hashes(folder: Path = VENDOR) -> dict[str, str]:
    """File → SHA-256, of everything but the manifest."""
    files = sorted(p for p in folder.iterdir() if p.name != "manifest.json")
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def _run(room: Path, *words: str) -> None:
    subprocess.run(words, cwd=room, check=True, stdout=subprocess.DEVNULL)


def _licences(modules: Path) -> str:
    """Name, version and licence of every package that is in the bundles, and its text."""
    folders = sorted({p for pattern in _SHIPPED for p in modules.glob(pattern)})
    parts = []
    for folder in folders:
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        texts = [p for p in sorted(folder.iterdir()) if p.name.upper().startswith("LICENSE")]
        text = texts[0].read_text(encoding="utf-8").strip() if texts else about["license"]
        parts.append(f"{about['name']} {about['version']} ({about['license']})\n\n{text}\n")
    return ("\n" + "-" * 70 + "\n\n").join(parts)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(build(), indent=2) + "\n")
