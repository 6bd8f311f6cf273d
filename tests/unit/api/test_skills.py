"""Evidence of the skills, in the order of the roster."""

from dataclasses import fields

import pyarrow as pa
import pytest

from vesica.api.skills import Evidence
from vesica.errors import EngineError


def test_nobody_is_credited_with_a_row_about_somebody_outside_the_roster():
    roster = pa.table({"person_id": ["a", "b"]})
    evidence = Evidence(**{f.name: roster for f in fields(Evidence)})
    assert evidence.index(pa.chunked_array([["b", "a"]])).tolist() == [1, 0]
    assert evidence.index(pa.chunked_array([], pa.string())).tolist() == []
    with pytest.raises(EngineError, match="not in the roster"):
        evidence.index(pa.chunked_array([["b", "gone"]]))
