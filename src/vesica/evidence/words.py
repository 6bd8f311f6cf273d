"""Words that files use for nothing, for yes and no, for ranks, and for countries."""

from __future__ import annotations

import re

import pyarrow as pa

__all__ = ["COUNTRIES_WITHOUT_NULL", "FLAGS", "NULLS", "country_code", "rank", "short_name"]

_NOTHING = ["", "N/A", "n/a", "#N/A", "NULL", "null", "None", "none", "NaN", "nan", "-", "--"]
_NOTHING += ["\\N", "<NA>", "NaT", "#NULL!"]
NULLS = pa.array([*_NOTHING, "NA"])
COUNTRIES_WITHOUT_NULL = pa.array(_NOTHING)
"""The same words without ``NA``, which is Namibia where a country is meant."""

_YES = "true yes y 1 1.0 t x ja j wahr oui vrai si sí verdadero on"
_NO = "false no n 0 0.0 f nein falsch non faux falso off"
FLAGS = dict.fromkeys(_YES.split(), True) | dict.fromkeys(_NO.split(), False)

_RANKS = {
    0: "intern trainee apprentice praktikant auszubildender stagiaire becario",
    1: "support assistant employee administrator clerk worker",
    2: "junior,junior ic,entry,associate,analyst,entry level",
    3: "ic,individual contributor,professional,specialist,staff,mid,intermediate",
    4: "senior,senior ic,senior specialist,expert,principal,lead,team lead,supervisor",
    5: "manager,middle,mgr",
    6: "senior manager,head",
    7: "director,dir",
    8: "senior director,mng dir,managing director",
    9: "vp,vice president",
    10: "svp,evp,senior vice president,executive vice president",
    11: "executive,c-level,c level,cxo,chief officer,president,ceo,board",
}
_RANK = {
    word: rank
    for rank, words in _RANKS.items()
    for word in (words.split(",") if "," in words else words.split())
}
_NUMBERED = re.compile(
    r"(?:level|lvl|grade|band|stufe|niveau|nivel|l|g|e|ic|m)?[ _.-]*(\d{1,3})(?:\.0+)?", re.I
)


def rank(cell: str) -> int:
    """Level as a number that grows with seniority: digits as they are, words by their rank.

    Raises
    ------
    ValueError
        If it is neither.
    """
    numbered = _NUMBERED.fullmatch(cell)
    if numbered:
        return int(numbered.group(1))
    word = " ".join(cell.casefold().replace("_", " ").replace("+", " ").split())
    if word not in _RANK:
        raise ValueError
    return _RANK[word]


_COUNTRIES = """
AR argentina argentinien|AT austria österreich autriche|AU australia australien|BE belgium belgien
BR brazil brasilien brasil|CA canada kanada|CH switzerland schweiz suisse suiza|CL chile|CN china
CO colombia kolumbien|CZ czechia tschechien|DE germany deutschland allemagne alemania
DK denmark dänemark|EG egypt ägypten|ES spain spanien espagne españa|FI finland finnland
FR france frankreich francia|GB uk england britain|GR greece griechenland|HU hungary ungarn
ID indonesia indonesien|IE ireland irland|IL israel|IN india indien|IT italy italien italia
JP japan|KE kenya kenia|KR korea|LU luxembourg luxemburg|MX mexico mexiko méxico
MY malaysia|NG nigeria|NL netherlands niederlande holland|NO norway norwegen|NZ neuseeland
PE peru perú|PH philippines philippinen|PL poland polen pologne polonia|PT portugal
RO romania rumänien|SE sweden schweden|SG singapore singapur|TH thailand|TR turkey türkei türkiye
TW taiwan|UA ukraine|US usa america|VN vietnam|ZA südafrika
""".replace("|", "\n")
_CODE = {
    word: line.split()[0] for line in _COUNTRIES.strip().splitlines() for word in line.split()[1:]
}
_CODE |= {
    "united states": "US",
    "united states of america": "US",
    "united kingdom": "GB",
    "great britain": "GB",
    "south africa": "ZA",
    "south korea": "KR",
    "new zealand": "NZ",
    "vereinigtes königreich": "GB",
    "vereinigte staaten": "US",
    "états-unis": "US",
    "estados unidos": "US",
    "royaume-uni": "GB",
    "reino unido": "GB",
    "pays-bas": "NL",
    "países bajos": "NL",
}


def short_name(cell: str) -> str:
    """Name of a unit; a number that went through a spreadsheet loses its ``.0``."""
    return cell.removesuffix(".0") if re.fullmatch(r"\d+\.0", cell) else cell


def country_code(cell: str) -> str:
    """ISO 3166 code of a country's name in English, German, French or Spanish; else the cell."""
    if re.fullmatch(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?", cell):
        return "GB" if cell.upper() == "UK" else cell.upper()
    return _CODE.get(cell.casefold(), cell)
