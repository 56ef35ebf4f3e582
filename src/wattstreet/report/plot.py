"""The pictures as figures for a notebook, each with its finding on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wattstreet.report.axes import wrapped
from wattstreet.report.picture import INNER_WIDE, WIDE, Picture
from wattstreet.report.theme import LIGHT, darkened
from wattstreet.words.catalogue import check_language
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import xarray as xr

    from wattstreet.analysis.hindcast import Hindcast
    from wattstreet.analysis.screening import Screening

TITLE = 18
"""Size of type of a title, pixels."""
BOLD = 1.2
"""How much wider bold type is than the measure of plain type says."""


def shown(picture: Picture, language: str = "en", dark: bool = False, width: int | None = None) -> go.Figure:
    """A picture's figure under its title.

    Args:
        picture: Which.
        language: `en` or `zh`.
        dark: Whether on dark paper.
        width: Pixels; below `WIDE` the narrow drawing is taken. As wide as the page when left out.
    """
    check_language(language)
    figure = picture.drawn(language, width is not None and width < WIDE)
    title = wrapped(speak(picture.title, language), ((width or INNER_WIDE) - 16) / BOLD, TITLE)
    layout = figure.to_plotly_json()["layout"]
    top, more = layout["margin"]["t"], 16 + int(1.35 * TITLE) * (title.count("<br>") + 1)
    figure.add_annotation(
        text=f"<b>{title}</b>", x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
        xshift=-2 - layout["margin"]["l"], yshift=top + 8, align="left", showarrow=False,
        font={"size": TITLE, "color": LIGHT["ink"]},
    )  # fmt: skip
    figure.update_layout(width=width, height=layout["height"] + more, margin={"t": top + more})
    return darkened(figure) if dark else figure


def what_binds(
    run: xr.Dataset, against: xr.Dataset | None = None, *, language: str = "en", dark: bool = False,
    width: int | None = None,
) -> go.Figure:  # fmt: skip
    """What binds: a strip for each country, one colour a month; of an ensemble, shares of its members."""
    from wattstreet.report import binds

    return shown(binds.picture_of(run, against), language, dark, width)


def money_loop(
    run: xr.Dataset, year: int | None = None, *, supplier: str = "nvidia", language: str = "en",
    dark: bool = False, width: int | None = None,
) -> go.Figure:  # fmt: skip
    """The money loop of a year, or of that in which most of the supplier's money comes back."""
    from wattstreet.report import loop

    return shown(loop.picture_of(run, year, supplier), language, dark, width)


def dark_chips(
    run: xr.Dataset, against: xr.Dataset | None = None, *, language: str = "en", dark: bool = False,
    width: int | None = None,
) -> go.Figure:  # fmt: skip
    """Dark chips: bought, delivered, powered."""
    from wattstreet.report import dark as chips

    return shown(chips.picture_of(run, against), language, dark, width)


def bubble(
    run: xr.Dataset, month: str | None = None, *, language: str = "en", dark: bool = False,
    width: int | None = None,
) -> go.Figure:  # fmt: skip
    """Schrödinger's bubble: the equilibrium map of a month."""
    from wattstreet.report import bubble as found

    return shown(found.picture_of(run, month), language, dark, width)


def with_and_without(
    run: xr.Dataset, against: xr.Dataset | None = None, *, language: str = "en", dark: bool = False,
    width: int | None = None,
) -> go.Figure:  # fmt: skip
    """GDP growth with AI and without it, beside the published estimates."""
    from wattstreet.report import growth

    return shown(growth.picture_of(run, against), language, dark, width)


def race(
    run: xr.Dataset, against: xr.Dataset | None = None, *, language: str = "en", dark: bool = False,
    width: int | None = None,
) -> go.Figure:  # fmt: skip
    """The race: US and China in power, chips, compute, capability."""
    from wattstreet.report import race as found

    return shown(found.picture_of(run, against), language, dark, width)


def paths(
    run: xr.Dataset, against: xr.Dataset | None = None, *, language: str = "en", dark: bool = False,
    width: int | None = None,
) -> go.Figure:  # fmt: skip
    """The headlines over the years."""
    from wattstreet.report import paths as found

    return shown(found.picture_of(run, against), language, dark, width)


def regions(
    run: xr.Dataset, quantity: str = "load-share", year: int | None = None, *, language: str = "en",
    dark: bool = False, width: int | None = None,
) -> go.Figure:  # fmt: skip
    """Maps of the US and China: `load-share`, `reserve-margin` or `price`."""
    from wattstreet.report import regions as found

    return shown(found.picture_of(run, quantity, year), language, dark, width)


def bursts(
    ensemble: xr.Dataset, *, language: str = "en", dark: bool = False, width: int | None = None
) -> go.Figure:
    """When AI shares burst over the draws of an ensemble."""
    from wattstreet.report import bursts as found

    return shown(found.picture_of(ensemble), language, dark, width)


def tornado(
    screening: Screening, outcome: str, *, language: str = "en", dark: bool = False, width: int | None = None
) -> go.Figure:
    """The assumptions that move an outcome furthest."""
    from wattstreet.report import tornado as found

    return shown(found.picture_of(screening, outcome), language, dark, width)


def record(
    hindcast: Hindcast, *, language: str = "en", dark: bool = False, width: int | None = None
) -> go.Figure:
    """The model beside the record."""
    from wattstreet.report import record as found

    return shown(found.picture_of(hindcast), language, dark, width)
