"""Import files and say where the time went: ``python -m proof.a2.phases WS FILE…``.

It prints one line of JSON. Reading and staging go on beside pseudonymising, so these phases
overlap: "waiting" is the time of taking in that nothing was pseudonymised.
"""

from __future__ import annotations

import functools
import json
import resource
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import vesica
from vesica.evidence import adding
from vesica.evidence.door import Door
from vesica.evidence.staging import Staging
from vesica.store.snapshots import Evidence

__all__ = ["main"]

_SPENT: dict[str, float] = defaultdict(float)


def _timed(owner: Any, name: str, phase: str) -> None:
    function = getattr(owner, name)

    @functools.wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            _SPENT[phase] += time.perf_counter() - start

    setattr(owner, name, timed)


def main(workspace: str, files: list[str]) -> None:
    """Import the files and print what each phase took [s] and the memory it needed [MiB]."""
    _timed(Staging, "take", "take in")
    _timed(Door, "admit", "pseudonymise")
    _timed(pq.ParquetWriter, "write_batch", "stage")
    _timed(adding, "consolidate", "consolidate")
    _timed(Evidence, "seal", "seal")
    told = {}
    with vesica.open(workspace) as opened:
        for file in files:
            _SPENT.clear()
            before = _reading()
            start = time.perf_counter()
            rows = opened.import_file(Path(file)).rows_in
            whole = time.perf_counter() - start
            spent = dict(_SPENT)
            took = spent.pop("take in")
            sealing = spent["consolidate"] + spent["seal"]
            told[Path(file).stem] = {
                "rows": rows,
                "whole": whole,
                "waiting for the reading process": took - spent["pseudonymise"],
                **spent,
                "start, hashes and vault": whole - took - sealing,
                "reading process, CPU": _reading() - before,
            }
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"files": told, "importing_mib": own, "reading_mib": child}))


def _reading() -> float:
    """Processor time of the reading processes that have ended [s]."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
