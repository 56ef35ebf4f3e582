"""Colours, type and the empty picture; every colour has a light and a dark twin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import plotly.graph_objects as go

SANS = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", "Noto Sans CJK SC", '
    '"PingFang SC", "Microsoft YaHei", sans-serif'
)
"""Typefaces of the reader's own machine; nothing is fetched."""
SIZE, SMALL = 13, 12
"""Type sizes in pixels: names and labels, axes and notes."""

_TWINS = {
    # the page
    "paper": ("#ffffff", "#14171c"),
    "panel": ("#f3f4f6", "#1f242b"),
    "ink": ("#16191f", "#eceef1"),
    "muted": ("#5a6472", "#a3acb8"),
    "grid": ("#dfe3e8", "#303741"),
    "axis": ("#8a93a0", "#76808d"),
    "accent": ("#1c4fb8", "#8db4ff"),
    # what binds
    "demand": ("#67717b", "#87898c"),
    "money": ("#1b6137", "#97e6a0"),
    "chips": ("#2450c4", "#3d8ef0"),
    "halls": ("#651a70", "#e3a5e8"),
    "power": ("#d97900", "#ec9a0c"),
    "on_limit": ("#fdfdfd", "#15181d"),
    "on_power": ("#17130c", "#17181b"),
    # countries
    "us": ("#0b5fb0", "#5aa9f2"),
    "cn": ("#c2330e", "#ff8a61"),
    "us_band": ("#cfdff0", "#22374c"),
    "cn_band": ("#f4d8d0", "#4a2d25"),
    # model and record
    "model": ("#0f62ab", "#63aef3"),
    "model_band": ("#d2e1ef", "#213649"),
    "record": ("#1a1d22", "#f0f2f4"),
    "naive": ("#59636f", "#b9c1ca"),
    "other_naive": ("#a98a5f", "#94826b"),
    "miss": ("#c9400a", "#ff8f5c"),
    "against": ("#697380", "#99a2ad"),
    # chips on their way
    "bought": ("#6c7683", "#98a1ac"),
    "delivered": ("#23272e", "#e3e6ea"),
    "powered": ("#b06000", "#f0a11c"),
    "dark_chips": ("#c9ced6", "#3c4450"),
    "dark_band": ("#e6e9ed", "#2a3038"),
    "powered_band": ("#f5e1c6", "#4b391a"),
    # money
    "flow": ("#a3b1c4", "#48566a"),
    "own": ("#d6246e", "#ff6fa8"),
    "node": ("#fcfcfd", "#181c22"),
    "outside": ("#e9ecf1", "#2b323c"),
    # conviction
    "map_now": ("#0a5aa6", "#66b2f5"),
    "map_critical": ("#cf4508", "#ff9361"),
    "calm": ("#12917f", "#5fe0c4"),
    "tipping": ("#b05f00", "#f2aa3c"),
    "crash": ("#7c0f3c", "#f0648c"),
    "burst": ("#b5315f", "#f27a9f"),
    "burst_line": ("#1d2026", "#e6e8ec"),
    # growth
    "with_ai": ("#0d56a0", "#4f9fec"),
    "without_ai": ("#6d7784", "#b4bcc6"),
    "contribution": ("#bdd4ea", "#2a4763"),
    "drag": ("#f6dcd2", "#4d2f28"),
    "estimate": ("#b84a00", "#f99a55"),
    # assumptions
    "lower": ("#2d6f9f", "#7ab8e0"),
    "higher": ("#c2560c", "#f79b5c"),
    # maps, from least to most
    "least": ("#e3ecf4", "#222c38"),
    "less": ("#bdd3e7", "#2c4560"),
    "middle": ("#86b0d6", "#3a668f"),
    "more": ("#3a76b0", "#5790c4"),
    "most": ("#1d5795", "#8dbfea"),
    "utmost": ("#0b2f5b", "#d3e8fb"),
    "border": ("#fefefe", "#13161b"),
}
LIGHT = {name: light for name, (light, _) in _TWINS.items()}
"""Colour by name on white paper; figures are drawn in these."""
DARK = {name: dark for name, (_, dark) in _TWINS.items()}
"""The same on dark paper."""
TINTS = frozenset(
    "paper panel grid on_limit on_power us_band cn_band model_band dark_chips dark_band powered_band flow "
    "node "
    "outside contribution drag least less middle more most utmost border".split()
)
"""Grounds, fills and lines that carry no meaning alone: outlines or labels stand by them."""
ON = {
    "demand": "on_limit", "money": "on_limit", "chips": "on_limit", "halls": "on_limit", "power": "on_power",
    "least": "ink", "less": "ink", "middle": "ink", "more": "paper", "most": "paper", "utmost": "paper",
    "panel": "ink", "node": "ink", "outside": "ink",
}  # fmt: skip
"""Ground → colour of type on it."""


def dark_twin() -> dict[str, str]:
    """Light hex → dark hex, in lower case."""
    return {LIGHT[name].lower(): DARK[name].lower() for name in LIGHT}


def darkened(figure: go.Figure) -> go.Figure:
    """A figure with each light colour replaced by its dark twin, on dark paper."""
    import plotly.graph_objects as go

    twin = dark_twin()

    def replaced(value: Any) -> Any:
        if isinstance(value, str):
            return twin.get(value.lower(), value) if value.startswith("#") else _within(value, twin)
        if isinstance(value, dict):
            return {key: replaced(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [replaced(one) for one in value]
        return value

    spec = figure.to_plotly_json()
    return go.Figure(
        {
            "data": replaced(spec["data"]),
            "layout": {**replaced(spec["layout"]), "paper_bgcolor": DARK["paper"]},
        }
    )


def _within(text: str, twin: dict[str, str]) -> str:
    """Text whose markup names colours."""
    if "color:#" not in text:
        return text
    for light, dark in twin.items():
        text = text.replace(f"color:{light}", f"color:{dark}")
    return text


def template() -> dict[str, Any]:
    """What every figure starts from."""
    axis = {
        "showgrid": False, "zeroline": False, "showline": False, "ticks": "", "fixedrange": True,
        "automargin": False, "linecolor": LIGHT["axis"], "gridcolor": LIGHT["grid"],
        "tickcolor": LIGHT["axis"], "zerolinecolor": LIGHT["axis"],
        "tickfont": {"size": SMALL, "color": LIGHT["muted"]},
    }  # fmt: skip
    return {
        "layout": {
            "font": {"family": SANS, "size": SIZE, "color": LIGHT["ink"]},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": [LIGHT["us"], LIGHT["cn"]],
            "hoverlabel": {
                "bgcolor": LIGHT["panel"], "bordercolor": LIGHT["axis"], "align": "left",
                "font": {"family": SANS, "size": SIZE, "color": LIGHT["ink"]},
            },
            "xaxis": axis,
            "yaxis": axis,
            "annotationdefaults": {"showarrow": False, "font": {"size": SIZE, "color": LIGHT["ink"]}},
            "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"size": SMALL}},
            "separators": ".,",
        }
    }  # fmt: skip
