"""The money loop of a year: who pays whom, with the part a supplier had paid itself marked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.money_loop import Edge, MoneyLoop, Path, trace_year
from wattstreet.analysis.runs import refuse_members, whole_years
from wattstreet.core.axes import SECTORS
from wattstreet.core.errors import InputError
from wattstreet.report.axes import hover, text_width, unit_of, wrapped
from wattstreet.report.loop_layout import BAR, COLUMN_OF, COLUMNS, Bar, Layout, Ribbon, lay_out
from wattstreet.report.marks import Panel, add_panel, key, note
from wattstreet.report.names import SHORT_FIRMS, name_of
from wattstreet.report.picture import INNER_NARROW, INNER_WIDE, Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT, SMALL
from wattstreet.words.say import Number, Sayable, Words, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import xarray as xr

LENDING = ("investors", "lenders")
"""Outside worlds that are drawn, as payers alone."""
HEADS: dict[str, Words] = {"investors": say("Investors"), "lenders": say("Lenders")}
LARGEST = 26
"""Payments drawn."""
SEEN = 0.05e9
"""USD below which a payment is left out even among the largest."""
TALL, NARROW = 500, 470
"""Height of the columns in pixels, wide and narrow."""
NUMBERED = 13
"""Pixels a ribbon has to be thick to hold its number."""
BILLION = 1e9


def loop_year(run: xr.Dataset, supplier: str = "nvidia") -> int:
    """The whole year in which most of a supplier's own money comes back to it; the first of equals.

    Errors:
        InputError for an ensemble, or a run without one whole year.
    """
    refuse_members(run)
    held = whole_years(run)
    if not held:
        raise InputError(
            "the run holds no whole year", key="year", value="", allowed="a run of a year or more"
        )
    return max(held, key=lambda year: trace_year(run, year, supplier).own_received_usd)


def drawn_edges(found: MoneyLoop) -> tuple[Edge, ...]:
    """The largest payments among firms and from investors and lenders to them; all of the supplier's own."""
    among = [edge for edge in found.edges if _is_shown(edge) and edge.paid_usd >= SEEN]
    own = [edge for edge in among if edge.payer == found.supplier]
    rest = [edge for edge in among if edge.payer != found.supplier]
    return tuple(sorted([*own, *rest[: LARGEST - len(own)]], key=lambda edge: -edge.paid_usd))


def _is_shown(edge: Edge) -> bool:
    payer = edge.payer in COLUMN_OF and (edge.payer not in SECTORS or edge.payer in LENDING)
    return payer and edge.payee in COLUMN_OF and edge.payee not in SECTORS


def draw(found: MoneyLoop, language: str = "en", narrow: bool = False) -> go.Figure:
    """Bars and ribbons on plain axes in pixels."""
    width = INNER_NARROW if narrow else INNER_WIDE
    laid = lay_out(drawn_edges(found), width, NARROW if narrow else TALL)
    sheet = Sheet(int(laid.height) + 10, (0, 0, 4, 6))
    add_panel(
        sheet, Panel(1), {"range": [0, width], "visible": False},
        {"range": [laid.height + 2, -2], "visible": False},
    )  # fmt: skip
    for ribbon in laid.ribbons:
        _draw_ribbon(sheet, ribbon, language)
    for bar in laid.bars:
        _draw_bar(sheet, bar, laid, width, narrow, language)
    taken: list[Box] = [_name_box(bar, narrow, language) for bar in laid.bars]
    largest = max(ribbon.edge.paid_usd for ribbon in laid.ribbons) / BILLION
    factor, unit = unit_of(largest, "bn USD", language)
    for ribbon in sorted(laid.ribbons, key=lambda one: -one.width):
        text = speak(Number(ribbon.edge.paid_usd / BILLION * factor, "1", 0), language)
        _number(sheet, ribbon, laid.ribbons, taken, text)
    own = say("began at {supplier}", supplier=name_of(found.supplier))
    key(sheet, [("flow", say("paid in the year, {unit}", unit=unit)), ("own", own)], language, width)
    return sheet.figure()


def _draw_ribbon(sheet: Sheet, ribbon: Ribbon, language: str) -> None:
    edge = ribbon.edge
    said = _hover(edge, language)
    share = edge.own_usd / edge.paid_usd
    if share < 1.0:
        _shape(sheet, ribbon.outline(), "flow", said)
    if edge.own_usd > 0:
        # at least a hair, so that the eye can follow it
        least = min(1.0, max(share, 0.8 / ribbon.width))
        _shape(sheet, ribbon.outline(0.0, least), "own", said)


def _shape(sheet: Sheet, outline: np.ndarray, colour: str, said: str) -> None:

    sheet.add(
        "scatter",
        x=outline[:, 0].round(1),
        y=outline[:, 1].round(1),
        mode="lines",
        fill="toself",
        fillcolor=LIGHT[colour],
        line={"color": LIGHT["border"], "width": 0.6 if colour == "flow" else 0},
        hoveron="fills",
        text=said,
        hoverinfo="text",
    )


def _hover(edge: Edge, language: str) -> str:
    head = say("{payer} → {payee}", payer=name_of(edge.payer), payee=name_of(edge.payee))
    rows: list[tuple[Sayable, Sayable]] = [(say("paid"), _billions(edge.paid_usd))]
    if edge.own_usd > 0:
        rows.append((say("of it had begun at the supplier"), _billions(edge.own_usd)))
    return hover(head, rows, language)


def _billions(usd: float) -> Number:
    return Number(usd / BILLION, "bn USD")


def _draw_bar(sheet: Sheet, bar: Bar, laid: Layout, width: float, narrow: bool, language: str) -> None:

    x = [bar.x, bar.x + BAR, bar.x + BAR, bar.x, bar.x]
    y = [bar.top, bar.top, bar.top + bar.height, bar.top + bar.height, bar.top]
    paid = sum(one.edge.paid_usd for one in laid.ribbons if one.edge.payer == bar.name)
    got = sum(one.edge.paid_usd for one in laid.ribbons if one.edge.payee == bar.name)
    rows: list[tuple[Sayable, Sayable]] = []
    if got:
        rows.append((say("receives, as drawn"), _billions(got)))
    if paid:
        rows.append((say("pays, as drawn"), _billions(paid)))
    sheet.add(
        "scatter",
        x=x,
        y=y,
        mode="lines",
        fill="toself",
        fillcolor=LIGHT["ink"],
        hoveron="fills",
        hoverinfo="text",
        line={"color": LIGHT["ink"], "width": 0},
        text=hover(name_of(bar.name), rows, language),
    )
    last = _is_last(bar)
    note(
        sheet, Panel(1), bar.x + (BAR if last else 0), bar.top, f"<b>{_name(bar, narrow, language)}</b>",
        xanchor="right" if last else "left", yanchor="bottom", xshift=2 if last else -2, size=SMALL,
        align="right" if last else "left",
        color=LIGHT["ink"], bgcolor=LIGHT["paper"], borderpad=0,
    )  # fmt: skip


def _is_last(bar: Bar) -> bool:
    return COLUMN_OF[bar.name] == len(COLUMNS) - 1


def _name(bar: Bar, narrow: bool, language: str) -> str:
    """Name above a bar; in two lines where the last column has little room."""
    name = speak((SHORT_FIRMS | HEADS)[bar.name], language)
    return wrapped(name, 66, SMALL) if narrow and _is_last(bar) else name


Box = tuple[float, float, float, float]
"""Left, right, top, bottom in pixels."""


def _name_box(bar: Bar, narrow: bool, language: str) -> Box:
    lines = _name(bar, narrow, language).split("<br>")
    wide = 1.06 * max(text_width(line, SMALL) for line in lines)
    left = bar.x + BAR - wide if _is_last(bar) else bar.x
    return left, left + wide, bar.top - 16 * len(lines), bar.top


def _number(sheet: Sheet, ribbon: Ribbon, ribbons: Sequence[Ribbon], taken: list[Box], text: str) -> None:
    """The amount on a ribbon thick enough to hold it, where no other ribbon or name lies over it."""
    if ribbon.width < NUMBERED:
        return
    if ribbon.kind == "lane":
        x, y = (ribbon.middle[len(ribbon.middle) // 2 - 1] + ribbon.middle[len(ribbon.middle) // 2]) / 2
        note(sheet, Panel(1), float(x), float(y), f"◀ {text}", color=LIGHT["border"], size=SMALL)
        return
    half = text_width(text, 11) / 2 + 2
    for at in range(3, len(ribbon.middle) - 3):
        x, y = map(float, ribbon.middle[at])
        box = (x - half, x + half, y - 6.5, y + 6.5)
        if any(_meet(box, other) for other in taken) or any(
            _covers(other, box) for other in ribbons if other is not ribbon
        ):
            continue
        taken.append(box)
        note(sheet, Panel(1), x, y, text, color=LIGHT["ink"], size=11)
        return


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _covers(ribbon: Ribbon, box: Box) -> bool:
    """Whether a ribbon runs through a box."""
    if ribbon.kind in ("lane", "beside"):
        x, y = ribbon.middle[:, 0], ribbon.middle[:, 1]
        half = ribbon.width / 2
        return bool(
            ((x > box[0] - half) & (x < box[1] + half) & (y > box[2] - half) & (y < box[3] + half)).any()
        )
    x = np.linspace(box[0], box[1], 5)
    inside = (x >= ribbon.middle[:, 0].min()) & (x <= ribbon.middle[:, 0].max())
    order = np.argsort(ribbon.middle[:, 0])
    y = np.interp(x, ribbon.middle[order, 0], ribbon.middle[order, 1])
    half = ribbon.width / 2
    return bool((inside & (y + half > box[2]) & (y - half < box[3])).any())


def picture_of(run: xr.Dataset, year: int | None = None, supplier: str = "nvidia") -> Picture:
    """The loop with its words.

    Args:
        run: From `ws.run`.
        year: Whole calendar year; the one in which most of the supplier's own money comes back when left out.
        supplier: A maker of accelerators that is a firm.
    Errors:
        InputError for an ensemble, a year outside the run, or another supplier.
    """
    found = trace_year(run, loop_year(run, supplier) if year is None else year, supplier)
    shown = drawn_edges(found)
    total = sum(edge.paid_usd for edge in found.edges)
    left_out = total - sum(edge.paid_usd for edge in shown)
    caption = say(
        "Payments of {year} among the firms and from investors and lenders to them, left to right, the "
        "{count} largest; ribbons are as thick as the money, and what {supplier} pays runs back over the "
        "top. Each firm's money mixes in the year; the title names the way most of it comes back. Left out "
        "are {left_out} of other payments: customers, other suppliers, staff, utilities, taxes, interest, "
        "dividends and buybacks.",
        year=found.year, count=len(shown), supplier=name_of(supplier),
        left_out=Number(left_out / 1e12, "tn USD", 1),
    )  # fmt: skip
    title, alt = _words(found, shown)
    heads = (say("payer"), say("payee"), say("paid"), say("of it began at the supplier"))
    table = Table(
        heads,
        tuple(
            (name_of(one.payer), name_of(one.payee), _billions(one.paid_usd), _billions(one.own_usd))
            for one in shown
        ),
    )
    return Picture(
        "money-loop", title, caption, alt, partial(_drawn, found, False), table, partial(_drawn, found, True)
    )


def _drawn(found: MoneyLoop, narrow: bool, language: str) -> go.Figure:
    return draw(found, language, narrow)


def path_words(path: Path) -> Words:
    """`Nvidia → OpenAI → Oracle → Nvidia`."""
    said = SHORT_FIRMS[path.firms[-1]]
    for firm in reversed(path.firms[:-1]):
        said = say("{first} → {rest}", first=SHORT_FIRMS[firm], rest=said)
    return said


def _words(found: MoneyLoop, shown: tuple[Edge, ...]) -> tuple[Words, Words]:
    values: dict[str, Sayable] = {
        "supplier": name_of(found.supplier), "year": found.year, "received": _billions(found.received_usd),
        "own": _billions(found.own_received_usd), "paid": _billions(found.paid_out_usd),
        "share": Number(found.vendor_financed_share, "share", 1),
    }  # fmt: skip
    if found.paths:
        most = max(found.paths, key=lambda path: path.returned_usd)
        title = say("{path}: by all ways together {share} of what {supplier} receives in {year} had been "
                    "its own",
                    path=path_words(most), share=values["share"], supplier=values["supplier"],
                    year=found.year)  # fmt: skip
    else:
        title = say("None of the money of {supplier} comes back to it in {year}",
                    supplier=values["supplier"], year=found.year)  # fmt: skip
    first = shown[0]
    alt = say(
        "Payments of {year}. {supplier} pays firms {paid} and receives {received}, of which {own} had "
        "begun with it. The largest payment drawn is {largest}, {payer} to {payee}.",
        year=found.year, supplier=values["supplier"], paid=values["paid"], received=values["received"],
        own=values["own"], largest=_billions(first.paid_usd), payer=name_of(first.payer),
        payee=name_of(first.payee),
    )  # fmt: skip
    return title, alt
