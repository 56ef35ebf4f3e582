"""Where sources disagree by definition: what each reading finds, beside what is claimed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from wattstreet.claims.figures import Days
from wattstreet.claims.verdicts import Compared, Verdict
from wattstreet.claims.words import VERDICT_WORDS, amount, best_figure, claim_text, name_text
from wattstreet.quantities.quantity import Quantity
from wattstreet.report.axes import hover, text_width
from wattstreet.report.marks import Panel, add_panel, key, note
from wattstreet.report.picture import INNER_NARROW, INNER_WIDE, Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT, SMALL
from wattstreet.words.say import Sayable, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go

LINE, LEAD = 24, 34
"""Pixels: a reading, and the claim above its readings."""
LONGEST = 1.5
"""Longest bar, as a share of what is claimed; a longer one ends there and says so."""


def shown(judged: Mapping[str, Verdict]) -> list[Verdict]:
    """Disputed claims whose readings are amounts."""
    found = [one for one in judged.values() if one.verdict == "disputed" and one.camps]
    return [one for one in found if not any(isinstance(camp.found, Days) for camp in one.camps.values())]


def _amount(known: object, claimed: Quantity) -> float:
    """A quantity in the unit of what is claimed."""
    assert isinstance(known, Quantity)
    return known.measure.in_unit(claimed.units).interval.value


def draw(judged: Mapping[str, Verdict], language: str = "en", narrow: bool = False) -> go.Figure:
    """A block a claim: a bar for each reading as a share of what is claimed, which is the upright line."""
    found = shown(judged)
    width = INNER_NARROW if narrow else INNER_WIDE
    inner = sum(LEAD + LINE * len(one.camps) for one in found)
    sheet = Sheet(inner + 20 + 26, (2, 2, 20, 26))
    shares = [_share(one, camp) for one in found for camp in one.camps.values()]
    high = min(max([*shares, 1.0]), LONGEST)
    # half of the width is for the names of the readings
    left = -(1.15 if narrow else 0.8) * high
    ticks = [0.0, 0.5, 1.0]
    x = {"tickmode": "array", "tickvals": ticks, "ticktext": ["0 %", "50 %", "100 %"],
         "range": [left, high * 1.25], "showgrid": True, "ticklabelstandoff": 3}  # fmt: skip
    add_panel(sheet, Panel(1), x, {"range": [inner, 0], "visible": False})
    top = 0
    for one in found:
        _block(sheet, top, one, width, left, language)
        top += LEAD + LINE * len(one.camps)
    key(sheet, [("calm", say("bears the claim out")), ("map_critical", say("does not"))], language, width)
    sheet.note(
        text=speak(say("found, as a share of what is claimed"), language),
        x=1,
        y=0,
        xref="paper",
        yref="paper",
        xanchor="right",
        yanchor="top",
        yshift=-22,
        font={"size": SMALL, "color": LIGHT["muted"]},
    )
    sheet.make_room(bottom=20)
    return sheet.figure()


def _share(verdict: Verdict, camp: Compared) -> float:
    claimed = camp.claimed
    assert isinstance(claimed, Quantity)
    return _amount(camp.found, claimed) / claimed.magnitude


def _block(sheet: Sheet, top: int, verdict: Verdict, width: float, left: float, language: str) -> None:
    claim = verdict.claim
    says = speak(claim_text(claim, claim.says, "says"), language)
    while text_width(says, SMALL) > 0.96 * width and len(says) > 12:
        says = says[:-2].rstrip(" ,…") + "…"
    note(
        sheet,
        Panel(1),
        0,
        top + LEAD - 8,
        says,
        xref="x domain",
        xanchor="left",
        yanchor="bottom",
        xshift=-2,
        color=LIGHT["ink"],
        bgcolor=LIGHT["paper"],
        borderpad=0,
    )
    room = 0.42 * width
    for at, (name, camp) in enumerate(verdict.camps.items()):
        middle = top + LEAD + (at + 0.5) * LINE
        told = speak(name_text(claim, name), language)
        while text_width(told, SMALL) > room and len(told) > 8:
            told = told[:-2].rstrip(" ,…") + "…"
        note(sheet, Panel(1), 0, middle, told, xanchor="right", xshift=-6, yanchor="middle")
        share = _share(verdict, camp)
        colour = LIGHT["calm" if camp.verdict in ("holds", "roughly_holds") else "map_critical"]
        said = hover(
            name_text(claim, name),
            [
                (say("claimed"), amount(camp.claimed, claim.shown_in)),
                (say("found"), amount(camp.found, claim.shown_in)),
            ],
            language,
        )
        sheet.add(
            "bar",
            orientation="h",
            x=[min(share, LONGEST)],
            y=[middle],
            width=[LINE - 10],
            hovertext=[said],
            hoverinfo="text",
            marker={"color": colour, "line": {"width": 0, "color": colour}},
        )
        value = speak(amount(best_figure(camp.found), claim.shown_in), language)
        if share > LONGEST:
            value = f"→ {value}"
        note(
            sheet,
            Panel(1),
            min(max(share, 0.0), LONGEST),
            middle,
            value,
            xanchor="left",
            xshift=5,
            yanchor="middle",
            size=11,
            bgcolor=LIGHT["paper"],
            borderpad=0,
        )
    sheet.shape(
        type="line", x0=1, x1=1, y0=top + LEAD, y1=top + LEAD + LINE * len(verdict.camps), xref="x", yref="y",
        line={"color": LIGHT["ink"], "width": 1, "dash": "dot"},
    )  # fmt: skip


def picture_of(judged: Mapping[str, Verdict]) -> Picture:
    """The picture with its words.

    Args:
        judged: Verdicts by claim id, at least one of them disputed with readings.
    """
    found = shown(judged)
    count = sum(len(one.camps) for one in found)
    title = say("{claims} claims hold or not by the reading: {count} readings beside them",
                claims=len(found), count=count)  # fmt: skip
    alt = say(
        "For each of {claims} disputed claims, what {count} readings find as a share of what is claimed.",
        claims=len(found), count=count,
    )  # fmt: skip
    caption = say(
        "Bars are what a reading finds, as a share of what is claimed (the dotted line). Readings differ by "
        "what they count, not by error: the claim is neither right nor wrong before one is named."
    )
    return Picture(
        "camps",
        title,
        caption,
        alt,
        partial(_drawn, judged, False),
        _table(found),
        partial(_drawn, judged, True),
    )


def _drawn(judged: Mapping[str, Verdict], narrow: bool, language: str) -> go.Figure:
    return draw(judged, language, narrow)


def _table(found: list[Verdict]) -> Table:
    heads = (say("claim"), say("reading"), say("claimed"), say("found"), say("verdict"))
    rows: list[tuple[Sayable, ...]] = []
    for one in found:
        for name, camp in one.camps.items():
            rows.append(
                (
                    claim_text(one.claim, one.claim.says, "says"),
                    name_text(one.claim, name),
                    amount(camp.claimed, one.claim.shown_in),
                    amount(camp.found, one.claim.shown_in),
                    VERDICT_WORDS[camp.verdict],
                )
            )
    return Table(heads, tuple(rows))
