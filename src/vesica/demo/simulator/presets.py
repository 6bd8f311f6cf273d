"""Presets: named organisations whose truth is known, each with its documented parameters."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from vesica.errors import UsageError

__all__ = ["PRESETS", "Preset", "Route", "preset_named"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Mean effect of one route on the two skills of those who take it [SD of the skill]."""

    name: str
    on_expertise: float
    on_influence: float


_ROUTES = (
    Route(name="training", on_expertise=0.30, on_influence=0.10),
    Route(name="reverse mentoring", on_expertise=0.35, on_influence=0.35),
    Route(name="participation", on_expertise=0.45, on_influence=0.00),
    Route(name="sponsorship", on_expertise=0.00, on_influence=0.40),
    Route(name="stretch promotion", on_expertise=0.00, on_influence=0.30),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Parameters of a simulated organisation. Skills have mean 0 and SD 1 unless stated.

    Parameters
    ----------
    name, about : str
        Name of the preset, and what it is for in one sentence.
    correlation : float
        Correlation of expertise and influence before any selection [1].
    degrees_of_freedom : float
        Tails of the skills: bivariate t with so many degrees; 0 is normal.
    age_on_expertise, tenure_on_influence, level_on_influence : float
        Slopes of the skills on standardised age, tenure and level [SD/SD].
    silo_on_expertise : float
        Slope of expertise on being in marketing or communications [SD/SD].
    unit_variance : float
        Share of each skill's variance that lies between departments [1].
    kept : float
        Share of a larger pool that is in the roster, chosen on the sum of the skills [1].
    top_accounts : float
        If positive, only this share, highest on the sum of the skills, has accounts [1].
    account_on_expertise : float
        Slope of having an account on expertise [log odds/SD].
    audience_on_expertise : float
        Slope of the log audience on expertise [log/SD]: audience is partly earned.
    engagement_on_audience : float
        Elasticity of engagement with respect to audience (gamma).
    engagement_on_expertise, engagement_noise : float
        Loading of expertise, and SD of the noise, on the scale of log(1 + engagement).
    doing_effect, reading_effect : float
        Gain in log(1 + engagement) per unit of log(1 + n) of earlier doing and reading.
    reply_on_influence, latency_on_influence : float
        Slopes of the reply log odds and the log latency on the influence of who asked.
    attention_on_influence : float
        How strongly people turn to the more influential of two colleagues [log odds/SD].
    nomination_on_skill, own_line_bias : float
        Slope of nominations on the skill in question; extra for own line [log odds].
    hidden_homophily : float
        Share of ties made by likeness in a trait that no file shows [1].
    hidden_on_adoption : float
        Slope of the log hazard of adoption on that hidden trait.
    campaigns : int
        Practices that spread during the year.
    base_hazard : float
        Weekly probability of adopting without any exposure [1].
    persuasion_mean : float
        Mean weekly probability of adopting that one recent adopter adds (beta) [1].
    persuasion_on_influence, persuasion_spread : float
        Slope of log beta on influence, and SD of the rest of log beta.
    routes : tuple of Route
        True mean effects of the routes.
    gain_spread : float
        SD of the personal gain relative to the mean effect of the route [1].
    opt_in_selection : float
        How strongly those who would gain most stay away when free to choose [log odds/SD].
    kpi_lift : float
        Relative lift of a unit's metric when all its managers take part [1].
    pitch_effect : float
        Effect of a personalised case on adoption by the leader [log odds].
    """

    name: str
    about: str
    correlation: float
    degrees_of_freedom: float = 0.0
    age_on_expertise: float = 0.0
    tenure_on_influence: float = 0.0
    level_on_influence: float = 0.0
    silo_on_expertise: float = 0.0
    unit_variance: float = 0.05
    kept: float = 1.0
    top_accounts: float = 0.0
    account_on_expertise: float = 0.4
    audience_on_expertise: float = 0.5
    engagement_on_audience: float = 0.6
    engagement_on_expertise: float = 0.6
    engagement_noise: float = 1.0
    doing_effect: float = 0.10
    reading_effect: float = 0.02
    reply_on_influence: float = 0.6
    latency_on_influence: float = -0.25
    attention_on_influence: float = 1.0
    nomination_on_skill: float = 1.1
    own_line_bias: float = 0.8
    hidden_homophily: float = 0.4
    hidden_on_adoption: float = 0.6
    campaigns: int = 10
    base_hazard: float = 0.005
    persuasion_mean: float = 0.012
    persuasion_on_influence: float = 0.6
    persuasion_spread: float = 0.6
    routes: tuple[Route, ...] = _ROUTES
    gain_spread: float = 1.1
    opt_in_selection: float = 3.0
    kpi_lift: float = 0.06
    pitch_effect: float = 0.7


_NO_EFFECT = tuple(Route(name=r.name, on_expertise=0.0, on_influence=0.0) for r in _ROUTES)

_ALL = (
    Preset(
        name="null",
        about="Nothing to find: independent skills, no persuasion, no age, no effects.",
        correlation=0.0,
        account_on_expertise=0.0,
        doing_effect=0.0,
        reading_effect=0.0,
        persuasion_mean=0.0,
        routes=_NO_EFFECT,
        kpi_lift=0.0,
        pitch_effect=0.0,
    ),
    Preset(
        name="essay-right",
        about="The essay holds: the overlap is rarer than chance, and doing beats reading.",
        correlation=-0.35,
        age_on_expertise=-0.15,
        tenure_on_influence=0.25,
        level_on_influence=0.30,
        silo_on_expertise=0.25,
    ),
    Preset(
        name="essay-wrong",
        about="The essay fails: the skills go together, reading is as good as doing, no age.",
        correlation=0.40,
        doing_effect=0.06,
        reading_effect=0.06,
    ),
    Preset(
        name="heavy-tail",
        about="Skills have heavy tails (bivariate t, 5 degrees): few people are far ahead.",
        correlation=0.20,
        degrees_of_freedom=5.0,
        unit_variance=0.0,
    ),
    Preset(
        name="filtered",
        about="Independent skills, but one gets in by the sum of them: a false negative link.",
        correlation=0.0,
        unit_variance=0.0,
        kept=0.5,
        top_accounts=0.4,
    ),
)

PRESETS = MappingProxyType({p.name: p for p in _ALL})


def preset_named(name: str) -> Preset:
    """Return the preset of that name.

    Raises
    ------
    UsageError
        If there is none.
    """
    try:
        return PRESETS[name]
    except KeyError:
        raise UsageError(
            f"There is no preset '{name}'.", hint=f"Presets: {', '.join(PRESETS)}."
        ) from None
