"""Tables about people: who they are, what they prefer, and what they allowed."""

from __future__ import annotations

from vesica.schema.model import Column, DType, OnRepeat, Purpose, Sensitivity, Table

__all__ = ["SURE", "TABLES"]

SURE = ("claimed", "confirmed", "organisation")
"""How an account's owner may be known for its posts to count; a suggestion never does."""

_ORG = Sensitivity.ORGANISATION
_WORK = frozenset(Purpose) - {Purpose.BIAS_AUDIT, Purpose.AGE_QUESTION}

people = Table(
    name="people",
    grain="one row per person and date from which it holds",
    key=("person_id", "valid_from"),
    on_repeat=OnRepeat.LATEST,
    retention_days=1095,
    purposes=frozenset(Purpose),
    columns=(
        Column(name="person_id", dtype=DType.PERSON, required=True, description="The person."),
        Column(
            name="valid_from",
            dtype=DType.DATE,
            description="First day on which the row holds; if not given, it always held.",
        ),
        Column(name="manager_id", dtype=DType.PERSON, description="Line manager."),
        Column(
            name="level",
            dtype=DType.COUNT,
            unit="steps",
            description="Rank in the hierarchy; a larger number is more senior.",
            sensitivity=_ORG,
        ),
        Column(
            name="function",
            dtype=DType.LABEL,
            description="Business discipline, such as marketing or finance.",
            sensitivity=_ORG,
        ),
        Column(name="department", dtype=DType.LABEL, description="Department.", sensitivity=_ORG),
        Column(
            name="org_unit",
            dtype=DType.LABEL,
            description="Unit that results are broken down by; the department if not given.",
            sensitivity=_ORG,
        ),
        Column(name="location", dtype=DType.LABEL, description="Place of work.", sensitivity=_ORG),
        Column(name="time_zone", dtype=DType.LABEL, description="IANA name, Europe/Berlin."),
        Column(
            name="jurisdiction",
            dtype=DType.LABEL,
            description="ISO 3166 code of the law that holds, such as DE or US-CA.",
        ),
        Column(
            name="decision_rights",
            dtype=DType.FLAG,
            description="May decide on adopting social media in the unit.",
        ),
        Column(name="hired_on", dtype=DType.DATE, description="First day in the organisation."),
        Column(name="exit_on", dtype=DType.DATE, description="Last day, if the person has left."),
    ),
)

listings = Table(
    name="listings",
    grain="one row per person and day on which a full list began or ceased to name the person",
    key=("person_id", "as_of"),
    on_repeat=OnRepeat.LATEST,
    retention_days=1095,
    purposes=frozenset(Purpose),
    columns=(
        Column(name="person_id", dtype=DType.PERSON, required=True, description="The person."),
        Column(
            name="as_of",
            dtype=DType.DATE,
            required=True,
            description="Day of the list; the day of import if not given.",
        ),
        Column(
            name="listed",
            dtype=DType.FLAG,
            required=True,
            description="Whether the list names the person; who is no longer named has left."
            " Vesica writes this table itself, from rosters without dates.",
        ),
    ),
)

audit_attributes = Table(
    name="audit_attributes",
    grain="one row per person and attribute",
    key=("person_id", "attribute"),
    on_repeat=OnRepeat.LATEST,
    retention_days=1095,
    purposes=frozenset({Purpose.AGE_QUESTION, Purpose.BIAS_AUDIT}),
    columns=(
        Column(name="person_id", dtype=DType.PERSON, required=True, description="The person."),
        Column(
            name="attribute",
            dtype=DType.LABEL,
            required=True,
            description="birth year, sex, … Nothing that scores, matches or selects reads this.",
            sensitivity=Sensitivity.SPECIAL,
        ),
        Column(
            name="value",
            dtype=DType.LABEL,
            required=True,
            description="Value of the attribute.",
            sensitivity=Sensitivity.SPECIAL,
        ),
    ),
)

preferences = Table(
    name="preferences",
    grain="one row per person",
    key=("person_id",),
    on_repeat=OnRepeat.LATEST,
    retention_days=1095,
    purposes=frozenset({Purpose.BRIDGES, Purpose.OWN_SCORE, Purpose.HEALTH}),
    columns=(
        Column(name="person_id", dtype=DType.PERSON, required=True, description="The person."),
        Column(
            name="languages",
            dtype=DType.LABEL,
            description="ISO 639-1 codes separated by '|', such as en|de.",
        ),
        Column(
            name="workday_start",
            dtype=DType.COUNT,
            unit="hour of day",
            description="Local hour at which work starts, 0 to 23.",
        ),
        Column(
            name="workday_end",
            dtype=DType.COUNT,
            unit="hour of day",
            description="Local hour at which work ends, 1 to 24.",
        ),
        Column(
            name="capacity_hours_per_week",
            dtype=DType.NUMBER,
            unit="hours/week",
            description="Time the person offers for bridges.",
        ),
        Column(name="max_pairs", dtype=DType.COUNT, description="Pairs the person accepts."),
        Column(
            name="comfort_zone",
            dtype=DType.LABEL,
            description="What the person is willing to do, separated by '|', such as"
            " internal|public|video.",
        ),
    ),
)

accounts = Table(
    name="accounts",
    grain="one row per platform and account",
    key=("platform", "account_id"),
    on_repeat=OnRepeat.LATEST,
    retention_days=1095,
    purposes=_WORK,
    columns=(
        Column(
            name="platform",
            dtype=DType.LABEL,
            required=True,
            description="Where it is, such as X.",
        ),
        Column(name="account_id", dtype=DType.ACCOUNT, required=True, description="The account."),
        Column(name="person_id", dtype=DType.PERSON, description="Whose account it is."),
        Column(
            name="claimed_how",
            dtype=DType.LABEL,
            description="How the link came about; only the first three count as evidence.",
            allowed=(*SURE, "suggested"),
        ),
    ),
)

endorsements = Table(
    name="endorsements",
    grain="one row per rater, rated person, question and time",
    key=("rater_id", "person_id", "question", "time"),
    on_repeat=OnRepeat.KEEP,
    retention_days=730,
    purposes=_WORK,
    columns=(
        Column(name="rater_id", dtype=DType.PERSON, required=True, description="Who nominates."),
        Column(name="person_id", dtype=DType.PERSON, required=True, description="Who is named."),
        Column(
            name="question",
            dtype=DType.LABEL,
            description="influence (changes leaders' minds) or expertise (knows social media).",
            sensitivity=_ORG,
        ),
        Column(name="value", dtype=DType.COUNT, description="Strength given; 1 if only named."),
        Column(name="time", dtype=DType.TIME, unit="UTC", description="When it was given."),
        Column(name="time_offset", dtype=DType.OFFSET, unit="min", description="Original offset."),
    ),
)

measures = Table(
    name="measures",
    grain="one row per person, measure and period",
    key=("person_id", "measure", "period"),
    on_repeat=OnRepeat.LATEST,
    retention_days=1095,
    purposes=_WORK,
    columns=(
        Column(name="person_id", dtype=DType.PERSON, required=True, description="The person."),
        Column(
            name="measure",
            dtype=DType.LABEL,
            required=True,
            description="Name of what the organisation already measured.",
            sensitivity=_ORG,
        ),
        Column(name="period", dtype=DType.DATE, description="First day of the period, if any."),
        Column(name="value", dtype=DType.NUMBER, required=True, description="The value."),
        Column(name="standard_error", dtype=DType.NUMBER, description="Its standard error."),
    ),
)

consents = Table(
    name="consents",
    grain="one row per person, purpose, action and time; append-only",
    key=("person_id", "purpose", "action", "time"),
    on_repeat=OnRepeat.KEEP,
    retention_days=3650,
    purposes=frozenset(Purpose),
    columns=(
        Column(name="person_id", dtype=DType.PERSON, required=True, description="The person."),
        Column(
            name="purpose",
            dtype=DType.LABEL,
            required=True,
            description="What it is about.",
            allowed=tuple(Purpose),
        ),
        Column(
            name="action",
            dtype=DType.LABEL,
            required=True,
            description="grant and withdraw are about opting in; object and restrict take the"
            " person's evidence out of that purpose, lift ends that.",
            allowed=("grant", "withdraw", "object", "restrict", "lift"),
        ),
        Column(name="time", dtype=DType.TIME, unit="UTC", required=True, description="When."),
        Column(name="time_offset", dtype=DType.OFFSET, unit="min", description="Original offset."),
    ),
)

TABLES = (
    people,
    listings,
    audit_attributes,
    preferences,
    accounts,
    endorsements,
    measures,
    consents,
)
