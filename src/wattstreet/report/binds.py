"""What binds: a strip for each country, one colour a month."""

from __future__ import annotations

import dataclasses
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from wattstreet.analysis.answer import spells
from wattstreet.analysis.headlines import binding_by_year
from wattstreet.analysis.runs import months_of
from wattstreet.core.axes import LIMITS as CODES
from wattstreet.report.axes import hover, text_width, years
from wattstreet.report.marks import Panel, add_panel, heading, key, note, rows
from wattstreet.report.names import COUNTRIES, LIMITS, scenario_name
from wattstreet.report.picture import INNER_NARROW, INNER_WIDE, Picture, Table
from wattstreet.report.sheet import Sheet
from wattstreet.report.theme import LIGHT, ON, SIZE
from wattstreet.words.say import Listing, Month, Number, Words, say
from wattstreet.words.speak import speak

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import xarray as xr

SHOWN = ("us", "cn")
STRIP, THIN, BETWEEN, HEAD, FOOT = 46, 13, 4, 30, 34
"""Pixels: a strip, the one compared with, the gap between them, the heading above, the years below."""


@dataclasses.dataclass(frozen=True)
class Spell:
    """Months in a row with one limit.

    Attributes:
        limit: What binds.
        first: First month, YYYY-MM.
        last: Last month.
        months: How many.
    """

    limit: str
    first: str
    last: str
    months: int


def monthly_spells(run: xr.Dataset, country: str) -> list[Spell]:
    """Months in a row in which the same limit binds."""
    codes = run["binding_limit"].sel(country=country).values.astype(int)
    found = []
    for code, group in groupby(zip(months_of(run), codes, strict=True), key=lambda pair: pair[1]):
        named = [month for month, _ in group]
        found.append(Spell(CODES[code], named[0], named[-1], len(named)))
    return found


def limit_shares(ensemble: xr.Dataset, country: str) -> np.ndarray:
    """Share of the members each limit binds, by month. [limit month]"""
    codes = ensemble["binding_limit"].sel(country=country).transpose("member", "month").values.astype(int)
    return np.stack([(codes == code).mean(axis=0) for code in range(len(CODES))])


def draw(
    run: xr.Dataset, against: xr.Dataset | None = None, language: str = "en", narrow: bool = False
) -> go.Figure:
    """The strips; of an ensemble, the shares of its members."""
    if "member" in run.dims:
        return _draw_shares(run, language, narrow)
    thin = 0 if against is None else BETWEEN + THIN
    each = HEAD + STRIP + thin
    height = each * len(SHOWN) + FOOT
    sheet = Sheet(height, (0, 0, 0, FOOT))
    inner, months = height - FOOT, months_of(run)
    add_panel(
        sheet, Panel(1), years(months[0], months[-1], 7 if narrow else 14),
        {"range": [inner, 0], "visible": False},
    )  # fmt: skip
    sheet.set(bargap=0, barmode="overlay")
    labelled, present = set[str](), set[str]()
    width = INNER_NARROW if narrow else INNER_WIDE
    for at, country in enumerate(SHOWN):
        top = at * each + HEAD
        words = f"<b>{speak(COUNTRIES[country], language)}</b>"
        if against is not None:
            below = say("below it: {scenario}", scenario=scenario_name(str(against.attrs["scenario"])))
            words += f'  <span style="color:{LIGHT["muted"]}">{speak(below, language)}</span>'
        note(sheet, Panel(1), 0, top - 2, words, xref="paper", xanchor="left", yanchor="bottom", xshift=-2,
             size=SIZE, color=LIGHT["ink"])  # fmt: skip
        spelled = monthly_spells(run, country)
        present |= {one.limit for one in spelled}
        _strip(sheet, spelled, top, STRIP, language)
        labelled |= _labels(sheet, spelled, top + STRIP / 2, width / len(months), language)
        if against is not None:
            other = [one for one in monthly_spells(against, country) if one.first <= months[-1]]
            present |= {one.limit for one in other}
            _strip(sheet, other, top + STRIP + BETWEEN, THIN, language)
    if not present <= labelled:
        key(sheet, [(limit, LIMITS[limit]) for limit in CODES if limit in present], language, width)
    return sheet.figure()


def _strip(sheet: Sheet, spelled: list[Spell], top: float, thick: float, language: str) -> None:
    """Bars from the first day of a spell to its last."""
    begin = [np.datetime64(f"{one.first}-01") for one in spelled]
    end = [(np.datetime64(one.last, "M") + 1).astype("datetime64[D]") for one in spelled]
    words = [
        hover(
            LIMITS[one.limit],
            [(Month(one.first), "")]
            if one.first == one.last
            else [(say("{first} to {last},", first=Month(one.first), last=Month(one.last)),
                   Number(one.months, "months"))],
            language,
        )
        for one in spelled
    ]  # fmt: skip
    sheet.add(
        "bar",
        orientation="h",
        base=[str(day) for day in begin],
        # milliseconds, as Plotly counts lengths of time
        x=[int((last - first) / np.timedelta64(1, "ms")) for first, last in zip(begin, end, strict=True)],
        y=[top + thick / 2] * len(spelled),
        width=[thick] * len(spelled),
        marker={
            "color": [LIGHT[one.limit] for one in spelled],
            "line": {"width": 0, "color": LIGHT["ink"]},
        },
        hovertext=words,
        hoverinfo="text",
    )


def _labels(sheet: Sheet, spelled: list[Spell], y: float, pixels: float, language: str) -> set[str]:
    """Names of limits inside their spells where there is room; returns those named."""
    named = set()
    for one in spelled:
        text = speak(LIMITS[one.limit], language)
        if text_width(text, SIZE) + 14 > one.months * pixels:
            continue
        named.add(one.limit)
        note(sheet, Panel(1), f"{one.first}-01", y, text, xanchor="left", yanchor="middle", xshift=6,
             size=SIZE, color=LIGHT[ON[one.limit]])  # fmt: skip
    return named


def _draw_shares(ensemble: xr.Dataset, language: str, narrow: bool) -> go.Figure:
    """Shares of the members by limit, stacked, a panel for each country."""
    height, margin = 400, (38, 2, 30, 28)
    sheet, months = Sheet(height, margin), months_of(ensemble)
    inner = height - margin[2] - margin[3]
    days = [f"{month}-15" for month in months]
    width = INNER_NARROW if narrow else INNER_WIDE
    for at, (country, across) in enumerate(zip(SHOWN, rows(2, 0.2), strict=True)):
        panel, shares = Panel(at + 1, y=across), limit_shares(ensemble, country)
        ticks = {"tickvals": [0, 0.5, 1], "ticktext": ["0", "50", "100"], "range": [0, 1]}
        add_panel(sheet, panel, years(months[0], months[-1], 6 if narrow else 14), ticks)
        heading(
            sheet, panel, COUNTRIES[country], speak(say("% of the draws"), language), language, -margin[0]
        )
        below = np.concatenate([np.zeros((1, len(months))), shares.cumsum(axis=0)])
        for place, limit in enumerate(CODES):
            texts = [
                hover(Month(month), [(LIMITS[limit], Number(float(share), "share", 0))], language)
                for month, share in zip(months, shares[place], strict=True)
            ]
            sheet.add(
                "scatter",
                x=days,
                y=shares[place],
                stackgroup=country,
                mode="lines",
                fillcolor=LIGHT[limit],
                line={"width": 0, "color": LIGHT[limit]},
                hovertext=texts,
                hoverinfo="text",
                **panel.on,
            )
            text = speak(LIMITS[limit], language)
            half = int(text_width(text, SIZE) / 2 / width * len(months)) + 2
            spot, room = _roomiest(below[place], below[place + 1], half)
            if room * inner * 0.4 > 20:
                middle = float(below[place, spot - half : spot + half].max() + room / 2)
                note(sheet, panel, days[spot], middle, text, size=SIZE, color=LIGHT[ON[limit]])
    key(sheet, [(limit, LIMITS[limit]) for limit in CODES], language, width)
    return sheet.figure()


def _roomiest(low: np.ndarray, high: np.ndarray, half: int) -> tuple[int, float]:
    """Month around which a level stretch between two lines is highest, and how high. [month]"""
    best, room = half, 0.0
    for at in range(half, len(low) - half):
        free = float(high[at - half : at + half].min() - low[at - half : at + half].max())
        if free > room:
            best, room = at, free
    return best, room


def picture_of(run: xr.Dataset, against: xr.Dataset | None = None) -> Picture:
    """The strips with their words.

    Args:
        run: From `ws.run`, or an ensemble that keeps `binding_limit`.
        against: A run drawn as a thin strip below.
    """
    if "member" in run.dims:
        title, alt, table = _words_of_shares(run)
        caption = say(
            "How many of {members} draws each limit holds back, month by month. A limit binds where it "
            "holds back most of the capacity that firms want and do not have.",
            members=run.sizes["member"],
        )
    else:
        title, alt, table = _words(run)
        caption = say(
            "One colour a month: the limit that holds back most of the capacity that a country's firms "
            "want and do not have. Halls are buildings not yet finished; grid power is halls that wait for "
            "a connection."
        )
    return Picture(
        "what-binds", title, caption, alt,
        partial(_drawn, run, against, False), table, partial(_drawn, run, against, True),
    )  # fmt: skip


def _drawn(run: xr.Dataset, against: xr.Dataset | None, narrow: bool, language: str) -> go.Figure:
    return draw(run, against, language, narrow)


def _words(run: xr.Dataset) -> tuple[Words, Words, Table]:
    held = {country: spells(run, country) for country in SHOWN}
    (us, us_year, _), (cn, cn_year, _) = (held[country][-1] for country in SHOWN)
    title = (
        say("Both countries end up held back by {limit}: the US from {us_year} on, China from {cn_year} on",
            limit=LIMITS[us], us_year=us_year, cn_year=cn_year)
        if us == cn
        else say("The US is held back by {us} from {us_year} on, China by {cn} from {cn_year} on",
                 us=LIMITS[us], us_year=us_year, cn=LIMITS[cn], cn_year=cn_year)
    )  # fmt: skip
    said = {
        country: Listing(
            tuple(
                say("{limit} from {first} to {last}", limit=LIMITS[limit], first=first, last=last)
                if first < last
                else say("{limit} in {year}", limit=LIMITS[limit], year=first)
                for limit, first, last in held[country]
            ),
            "then",
        )
        for country in SHOWN
    }
    alt = say("What binds most of each year. United States: {us}. China: {cn}.", us=said["us"], cn=said["cn"])
    counts = {country: binding_by_year(run, country) for country in SHOWN}
    table = Table(
        (say("year"), COUNTRIES["us"], COUNTRIES["cn"]),
        tuple((year, *(_counted(counts[country][year]) for country in SHOWN)) for year in counts["us"]),
    )
    return title, alt, table


def _counted(counts: dict[str, int]) -> Listing:
    return Listing(
        tuple(
            say("{limit} {months}", limit=LIMITS[limit], months=Number(months, "months"))
            for limit, months in counts.items()
        ),
        "comma",
    )


def _words_of_shares(ensemble: xr.Dataset) -> tuple[Words, Words, Table]:
    shares = {country: limit_shares(ensemble, country) for country in SHOWN}
    last = int(months_of(ensemble)[-1][:4])
    end = {country: shares[country][:, -12:].mean(axis=1) for country in SHOWN}
    first = {country: int(np.argmax(end[country])) for country in SHOWN}
    values = {
        "year": last,
        "us": LIMITS[CODES[first["us"]]], "us_share": Number(float(end["us"][first["us"]]), "share", 0),
        "cn": LIMITS[CODES[first["cn"]]], "cn_share": Number(float(end["cn"][first["cn"]]), "share", 0),
    }  # fmt: skip
    title = say(
        "Most often the US ends up held back by {us}, China by {cn}", us=values["us"], cn=values["cn"]
    )
    alt = say(
        "Shares of draws by what binds. In {year}, United States: {us} in {us_share} of them; China: {cn} "
        "in {cn_share}.",
        **values,
    )
    of_year = np.array([int(month[:4]) for month in months_of(ensemble)])
    found = []
    for year in np.unique(of_year):
        for country in SHOWN:
            means = shares[country][:, of_year == year].mean(axis=1)
            found.append((int(year), COUNTRIES[country], *(Number(float(one), "share", 0) for one in means)))
    heads = (say("year"), say("country"), *(LIMITS[limit] for limit in CODES))
    return title, alt, Table(heads, tuple(found))
