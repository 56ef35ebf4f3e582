"""What readers call the firms, sectors, regions, countries and limits."""

from __future__ import annotations

from wattstreet.analysis.answer import LIMITS as LIMITS
from wattstreet.words.say import Sayable, Words, as_shipped, say
from wattstreet.world.firm_list import FIRMS
from wattstreet.world.region_list import REGIONS_OF

FIRM_NAMES: dict[str, Words] = {firm.slug: as_shipped(firm.name) for firm in FIRMS}
"""Firm → its name."""
SHORT_FIRMS: dict[str, Words] = FIRM_NAMES | {
    "other-chips": say("AMD, Broadcom"),
    "chinese-clouds": say("Chinese clouds"),
}
"""The same where room is short."""
SECTORS: dict[str, Words] = {
    "customers": say("customers"),
    "households": say("employees"),
    "outside-suppliers": say("other suppliers"),
    "utilities": say("utilities"),
    "lenders": say("lenders"),
    "investors": say("investors"),
    "state": say("governments"),
}
"""Outside world → what it is called."""
COUNTRIES: dict[str, Words] = {
    "us": say("United States"),
    "cn": say("China"),
    "row": say("rest of the world"),
}
ADJECTIVES: dict[str, Words] = {"us": say("US"), "cn": say("China")}
"""Countries in a word, for the ends of lines."""
FIRMS_OF: dict[str, Words] = {"us": say("US firms"), "cn": say("Chinese firms"), "all": say("all firms")}
REGIONS: dict[str, Words] = {
    slug: as_shipped(name) for regions in REGIONS_OF.values() for slug, name in regions.items()
}
"""Grid region → its name."""
SHORT_REGIONS: dict[str, Sayable] = {
    **REGIONS,
    **{f"us-{name.lower()}": name for name in ("PJM", "ERCOT", "MISO", "SPP", "CAISO", "NYISO")},
    "us-isone": "ISO-NE",
    "us-california-noniso": say("other CA"),
    "us-southeast": say("Southeast"),
    "us-southwest": say("Southwest"),
    "us-northwest": say("Northwest"),
    "us-florida": say("Florida"),
    "cn-north": say("North"),
    "cn-inner-mongolia": say("Inner Mongolia"),
    "cn-northeast": say("Northeast"),
    "cn-east": say("East"),
    "cn-central": say("Central"),
    "cn-southwest": say("Southwest"),
    "cn-northwest": say("Northwest"),
    "cn-south": say("South"),
}
"""The same on a map."""


def name_of(account: str) -> Words:
    """Name of a firm or an outside world."""
    return SECTORS[account] if account in SECTORS else FIRM_NAMES[account]


def scenario_name(name: str) -> Words:
    """A scenario as a reader calls it: the shipped ones' slugs are commands and stay as typed."""
    return as_shipped(name)
