"""Names and fixed labels of the axes; firms and regions come with the world."""

from __future__ import annotations

COUNTRIES = ("us", "cn", "row")
"""Countries of places and of firms' homes; `row` is everybody else, one price-taking block."""

SUPPLIERS = ("nvidia", "other-chips", "china-chips")
"""Makers of accelerators; the first two are firms, Chinese makers stand outside."""

SECTORS = ("customers", "households", "outside-suppliers", "utilities", "lenders", "investors", "state")
"""Outside worlds that pay and are paid; each is an account."""

TECHNOLOGIES = ("nuclear", "hydro", "wind", "solar", "coal", "gas_ccgt", "gas_ct", "oil", "other", "storage")
"""Generation technologies of a region."""

LOAD_BLOCKS = ("peak", "high", "middle", "low")
"""Blocks of a month's hours, from the dearest down."""

QUEUE_STAGES = ("study", "signed", "energised")
"""Stages of a grid connection."""

SHELL_STAGES = 3
"""Stages of a shell under construction: an Erlang delay keeps early completions rare."""

SEGMENTS = ("consumers", "api", "other")
"""Segments of demand for AI."""

LIMITS = ("demand", "money", "chips", "halls", "power")
"""What can bind; codes are positions."""
