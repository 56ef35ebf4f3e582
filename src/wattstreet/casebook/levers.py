"""Levers of policy and kinds of event: the names a scenario may use, and what they act on."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Lever:
    """A monthly outside input that a policy sets.

    Attributes:
        field: Field of the model's forcing.
        neutral: Value while no policy names it.
        low: Smallest value allowed.
        high: Largest value allowed.
        says: What it does, in a sentence.
        by_firm: Whether a policy names the firm it acts on.
    """

    field: str
    neutral: float
    low: float
    high: float
    says: str
    by_firm: bool = False


@dataclasses.dataclass(frozen=True)
class EventKind:
    """A dated shock; its size multiplies the amplitude declared for its kind.

    Attributes:
        impulses: Forcing field → impulse in the event's month.
        says: What happens, in a sentence.
    """

    impulses: dict[str, float]
    says: str


LEVERS: dict[str, Lever] = {
    "export-control": Lever(
        "export_control", 0.0, 0, 1, "Share of foreign accelerators that may not go to China"
    ),
    "chip-supply": Lever(
        "chip_supply", 1.0, 0, 1, "Share of the capacity of makers outside China that can ship"
    ),
    "china-expansion": Lever("china_expansion", 1.0, 0, 10, "Pace at which Chinese chip makers expand"),
    "china-chip-quality": Lever(
        "china_chip_quality", 1.0, 0.1, 10, "Performance of Chinese chips against their path"
    ),
    "hall-speed": Lever("hall_speed", 1.0, 0.05, 10, "Pace of building shells"),
    "permit-speed": Lever(
        "permit_speed", 1.0, 0.05, 10, "Pace of studies and agreements for grid connections"
    ),
    "wires": Lever("wires", 1.0, 0, 20, "What grids can energise in a year"),
    "grid-build": Lever("grid_build", 1.0, 0, 20, "Ceiling and pace of power-plant building"),
    "headroom": Lever("headroom", 1.0, 0, 10, "Firm capacity above the target that data centres may use"),
    "policy-rate": Lever("policy_rate", 0.04, 0, 0.25, "Policy rate of interest, a year"),
    "policy-tolerance": Lever(
        "policy_tolerance", 0.0, 0, 20, "Support of policy for AI, per unit of AI's part in growth"
    ),
    "demand-growth": Lever(
        "demand_growth", 1.0, 0, 5, "Pace at which demand for AI moves toward its ceilings"
    ),
    "elasticity": Lever(
        "elasticity_shift", 0.0, -1.5, 1.0, "Change of the price elasticity of demand against the fitted one"
    ),
    "capability-gain": Lever(
        "capability_gain", 1.0, 0, 1, "Part of what compute and algorithms allow that models gain"
    ),
    "consumer-shift": Lever("consumer_boost", 0.0, 0, 5, "Level of a lasting shift of consumer imitation"),
    "committed-sellers": Lever(
        "committed_share", 0.0, 0, 1, "Share of holders who sell AI shares regardless"
    ),
    "net-buying": Lever(
        "net_buying", 0.0, -0.2, 0.2, "Net buying of AI shares, share of market value a month"
    ),
    "share-supply": Lever(
        "shares_issued_usd", 0.0, 0, 1e12, "Shares a firm sells on the market, USD a month", by_firm=True
    ),
    "window-cap": Lever(
        "window_cap", 1.0, 0, 1, "Openness of equity and bond markets beyond which they do not go"
    ),
    "window-floor": Lever(
        "window_floor", 0.0, 0, 1, "Openness of equity and bond markets that the state keeps"
    ),
    "contract-default": Lever(
        "in_default",
        0.0,
        0,
        1,
        "Share of its contracts that a firm honours no more; outsiders give it as much less",
        by_firm=True,
    ),
}
"""What a policy may set."""

EVENT_KINDS: dict[str, EventKind] = {
    "cheap-rival": EventKind(
        {"rival_surprise": 1.0, "doubt_surprise": 1.0}, "A frugal rival matches the frontier"
    ),
    "doubt": EventKind({"doubt_surprise": 1.0}, "A famous exit, a short, a missed promise"),
    "market-fall": EventKind({"price_news": -1.0}, "News from outside AI that lowers share prices"),
    "market-rise": EventKind({"price_news": 1.0}, "News from outside AI that raises share prices"),
    "narrative": EventKind({"narrative": 1.0}, "Headline deals that soothe"),
    "api-shift": EventKind({"api_shift": 1.0}, "A new use of models through APIs takes off"),
    "other-shift": EventKind({"other_shift": 1.0}, "A step of other AI demand"),
}
"""What an event may be."""
