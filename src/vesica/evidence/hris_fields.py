"""What the columns of an HR roster are called: English, German, French and Spanish."""

from __future__ import annotations

from dataclasses import replace

from vesica.evidence.dates import year_of
from vesica.evidence.fields import Field, field_of
from vesica.evidence.words import country_code, rank, short_name
from vesica.schema import TABLES, DType

__all__ = ["FIELDS"]

_PEOPLE = TABLES["people"]
_UNITS = {"department", "org_unit", "function", "location"}


def _of(name: str, headers: str, **more: bool) -> Field:
    found = field_of(_PEOPLE.column(name), *_split(headers), **more)
    return replace(found, parse=short_name) if name in _UNITS else found


def _split(headers: str) -> list[str]:
    return [h.strip() for h in headers.split(",")]


def _extra(name: str, headers: str, dtype: DType = DType.LABEL) -> Field:
    return Field(name=name, dtype=dtype, headers=(name, *_split(headers)), lenient=True)


def _year(cell: str) -> str:
    return str(year_of(cell))


def _age(cell: str) -> str:
    age = float(cell)
    if not 14 <= age <= 110:
        raise ValueError
    return str(int(age))


FIELDS = (
    _of(
        "person_id",
        "employee id, employee number, employee no, employee, empl no, emp id, emp no, empno,"
        " worker id, worker, staff id, staff number, personnel number, person number, person,"
        " associate id, global id, hr id, user id, Personalnummer, Mitarbeiternummer,"
        " Mitarbeiter-ID, Personal-Nr, Pers.Nr., matricule, numéro employé, id employé,"
        " numéro de salarié, número de empleado, id empleado, legajo, id",
        required=False,
    ),
    _extra(
        "email",
        "e-mail, email address, work email, mail, business email, company email,"
        " primary email, E-Mail-Adresse, adresse e-mail, courriel, correo electrónico,"
        " correo",
        DType.PERSON,
    ),
    _extra(
        "upn",
        "user principal name, userPrincipalName, login, username, user name, account name,"
        " Benutzername, identifiant, usuario, sam account name",
        DType.PERSON,
    ),
    _extra(
        "name",
        "full name, display name, employee name, worker name, preferred name, Vollständiger"
        " Name, Anzeigename, nom complet, nombre completo, nom et prénom",
    ),
    _extra("first_name", "first name, first, given name, forename, Vorname, prénom, nombre"),
    _extra(
        "last_name",
        "last name, last, surname, family name, Nachname, nom, apellido, apellidos",
    ),
    _of(
        "valid_from",
        "effective date, effective from, as of, as of date, snapshot date,"
        " valid since, start of validity, gültig ab, date d'effet, fecha efectiva",
    ),
    _of(
        "manager_id",
        "manager, manager employee id, manager number, supervisor id, supervisor,"
        " reports to, reports to id, line manager, line manager id, manager email,"
        " manager e-mail, supervisor email, Vorgesetzter, Vorgesetzten-ID, Führungskraft,"
        " responsable, id responsable, supérieur, jefe, id jefe, superior",
    ),
    Field(
        name="level",
        dtype=DType.COUNT,
        headers=tuple(
            _split(
                "level, job level, grade, job grade, career level, seniority,"
                "management level, pay grade, band, level designation, Stufe, Karrierestufe,"
                "niveau, nivel, ebene"
            )
        ),
        parse=rank,
        lenient=True,
    ),
    _of(
        "function",
        "job function, function type, business function, discipline, job family,"
        " Funktion, fonction, función",
    ),
    _of(
        "department",
        "dept, department name, team, Abteilung, département, service, departamento",
    ),
    _of(
        "org_unit",
        "organisation unit, organization unit, organizational unit, unit,"
        " business unit, organization, organisation, division, Organisationseinheit, Bereich,"
        " unité, direction, unidad, unidad organizativa",
    ),
    _of(
        "location",
        "work location, office, site, office location, city, place of work,"
        " Standort, Arbeitsort, Ort, lieu, lieu de travail, ville, ubicación, ciudad,"
        " centro de trabajo",
    ),
    _of("time_zone", "timezone, tz, Zeitzone, fuseau horaire, zona horaria"),
    Field(
        name="jurisdiction",
        dtype=DType.LABEL,
        headers=tuple(
            _split(
                "jurisdiction, country, country code, work country, Land, Ländercode, pays, país"
            )
        ),
        parse=country_code,
    ),
    _of("decision_rights", "decides, may decide, decision maker"),
    _of(
        "hired_on",
        "hire date, date of hire, doh, start date, joining date, date joined,"
        " original hire date, employment start, Eintrittsdatum, Einstellungsdatum, Eintritt,"
        " date d'embauche, date d'entrée, fecha de contratación, fecha de ingreso",
    ),
    _of(
        "exit_on",
        "termination date, exit date, end date, leaving date, last day,"
        " last working day, Austrittsdatum, Austritt, date de sortie, date de départ,"
        " fecha de baja, fecha de salida",
    ),
    Field(
        name="birth_date",
        dtype=DType.LABEL,
        headers=tuple(
            _split(
                "birth year, year of birth, date of birth, birth date,"
                " birthdate, birthday, dob, yob, born, Geburtsdatum, Geburtsjahr,"
                " date de naissance, année de naissance, fecha de nacimiento"
            )
        ),
        parse=_year,
        lenient=True,
    ),
    Field(
        name="age",
        dtype=DType.LABEL,
        headers=("age", "Alter", "âge", "edad"),
        parse=_age,
        lenient=True,
    ),
    _extra("gender", "gender, gender identity, Geschlecht, genre, género"),
    _extra("sex", "sex, sexe, sexo"),
    _extra("ethnicity", "ethnicity, ethnic group, race/ethnicity, race ethnicity"),
    _extra("race", "race"),
    _extra("disability", "disability, disabled, Schwerbehinderung, handicap, discapacidad"),
    _extra("veteran", "veteran, veteran status"),
    _extra("twitter", "twitter, x handle, twitter handle", DType.ACCOUNT),
    _extra("linkedin", "linkedin, linkedin url, linkedin profile", DType.ACCOUNT),
    _extra("mastodon", "mastodon, mastodon handle", DType.ACCOUNT),
    _extra("bluesky", "bluesky, bluesky handle", DType.ACCOUNT),
    _extra("instagram", "instagram, instagram handle", DType.ACCOUNT),
)
