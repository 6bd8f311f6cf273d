"""The scripts of other projects are the ones that were built, and only those."""

import json
import re

from vesica.report.figure import COLOURS
from vesica.report.html import DARK
from vesica.web.assets.build import HERE, VENDOR, hashes


def test_the_vendored_files_are_those_of_the_manifest():
    assert json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8")) == hashes()


def test_the_versions_are_locked_with_their_hashes():
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
    assert all(p.get("integrity") for path, p in locked.items() if path)


def test_every_package_in_the_bundle_has_its_licence():
    text = (VENDOR / "LICENCES.txt").read_text(encoding="utf-8")
    for name in ("htmx.org", "vega", "vega-lite", "vega-interpreter", "d3-scale"):
        assert re.search(rf"^{re.escape(name)} \d", text, re.MULTILINE), name


def test_pages_have_the_colours_of_the_briefs():
    style = (VENDOR.parent / "style.css").read_text(encoding="utf-8")
    for role in COLOURS.__slots__:
        light, dark = getattr(COLOURS, role), getattr(DARK, role)
        assert f"--{role}: {light};" in style
        assert f"--{role}: {dark};" in style
        if role != "paper":
            assert f'.drawing [fill="{light}"] {{ fill: var(--{role}); }}' in style


def test_templates_hold_no_script_and_no_style():
    for file in (VENDOR.parents[1] / "templates").iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(
            r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|\|safe|javascript:", text
        )
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text)


def test_the_lock_names_versions_and_hashes_and_no_address():
    text = (HERE / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in text
    assert "://" not in text
