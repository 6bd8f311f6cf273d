"""Draw the pictures of the documentation from the demo's released overlap.

Run ``make demo`` first, then ``.venv/bin/python docs/build_pictures.py``. The figure is drawn as
every report draws it; the picture of the brief is the top of the HTML report, and needs Chromium.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from vesica.report.vega import png

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1100, 1120
MOST_BYTES = 300_000


def figure(demo: Path) -> Path:
    """Draw the figure of the overlap brief."""
    spec = json.loads((demo / "overlap.json").read_text(encoding="utf-8"))["figure"]
    return _kept("overlap-figure.png", png(spec, scale=1.5))


def brief(demo: Path, browser: str) -> Path:
    """Photograph the top of the HTML brief."""
    shot = demo / "overlap.png"
    subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--window-size={WIDTH},{HEIGHT}",
            f"--screenshot={shot}",
            (demo / "overlap.html").resolve().as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    data = shot.read_bytes()
    shot.unlink()
    return _kept("overlap-brief.png", data)


def _kept(name: str, data: bytes) -> Path:
    if len(data) > MOST_BYTES:
        raise SystemExit(f"{name} has {len(data):,} bytes; at most {MOST_BYTES:,} are wanted.")
    PICTURES.mkdir(exist_ok=True)
    file = PICTURES / name
    file.write_bytes(data)
    return file


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "demo-output"
    print(figure(folder))
    found = shutil.which("chromium") or shutil.which("google-chrome")
    print(brief(folder, found) if found else "No Chromium: overlap-brief.png stays as it is.")
