"""Every unit that may be written, in English and Chinese: the allow-list, the only place they are declared.

A name that stands here becomes a unit of the one registry; nothing else does, whatever pint could read.
"""

from __future__ import annotations

import dataclasses
import functools

from wattstreet.core.units import HOURS_PER_MONTH, HOURS_PER_YEAR

PREFIXES = {"kilo": (1e3, "k", "千"), "mega": (1e6, "M", "兆"), "giga": (1e9, "G", "吉"),
            "tera": (1e12, "T", "太"), "peta": (1e15, "P", "拍"), "exa": (1e18, "E", "艾")}  # fmt: skip
"""SI prefix → factor, letter, Chinese character."""
KM_PER_MILE = 1.609344
"""International mile, exact by definition."""
SECONDS_PER_HOUR = 3600.0


@dataclasses.dataclass(frozen=True)
class UnitName:
    """A unit and what people write for it.

    Attributes:
        name: Name in the registry.
        definition: What it is: a dimension such as `[energy]`, or a factor and another unit.
        symbol: How it is printed.
        kind: energy, power, time, count, money, length or other.
        plural: How it is printed above a fraction line.
        written: Spellings whose capitals matter.
        words: Spellings whose capitals do not matter.
        chinese: Spellings in Chinese.
    """

    name: str
    definition: str
    symbol: str
    kind: str
    plural: str = ""
    written: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    chinese: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling but those whose capitals do not matter."""
        return (self.symbol, *self.written, *self.chinese)


def _unit(
    name: str, definition: str, symbol: str, kind: str, words: str = "", chinese: str = "", plural: str = ""
) -> UnitName:
    """A unit from lists: words separated by commas, Chinese by blanks."""
    names = tuple(word.strip() for word in words.split(",") if word.strip())
    return UnitName(name, definition, symbol, kind, plural or symbol, (), names, tuple(chinese.split()))


def _with_prefixes(base: UnitName, prefixes: str) -> list[UnitName]:
    """A unit and its multiples: kWh, kilowatt-hour, 千瓦时."""
    made = [base]
    for factor, letter, character, prefix in ((*PREFIXES[one], one) for one in prefixes.split()):
        one = dataclasses.replace(
            base,
            name=prefix + base.name,
            definition=f"{factor:g} * {base.name}",
            symbol=letter + base.symbol,
            plural=letter + base.symbol,
            words=tuple(prefix + word for word in base.words),
            chinese=tuple(character + spelling for spelling in base.chinese),
        )
        made.append(one)
    return made


COUNTS = """
    query    | queries   |                       | 次查询 次查詢 查询 查詢
    prompt   | prompts   |                       | 次提示 提示词
    request  | requests  |                       | 次请求 次請求 请求 請求
    message  | messages  |                       |
    image    | images    |                       |
    token    | tokens    |                       | 词元 詞元
    person   | people    | persons               | 人
    user     | users     |                       | 用户 用戶
    home     | homes     | household, households | 户家庭 戶家庭 户 戶 家庭
    car      | cars      | vehicle, vehicles     | 辆汽车 輛汽車 辆车 輛車 汽车 汽車 辆 輛
    car      |           | Tesla, Teslas, EV, EVs | 辆特斯拉 輛特斯拉 特斯拉
    reactor  | reactors  |                       | 座核反应堆 座核反應堆 座反应堆 座反應堆
    reactor  |           |                       | 个反应堆 個反應堆 核反应堆 核反應堆 反应堆 反應堆
    chip     | chips     | GPU, GPUs, accelerator, accelerators | 块芯片 塊晶片 芯片 晶片
    server   | servers   |                       | 台服务器 台伺服器
    wafer    | wafers    |                       | 片晶圆 片晶圓 晶圆 晶圓
    share    | shares    |                       | 股
    contract | contracts |                       |
    order    | orders    |                       |
"""
"""Things that are counted: name, plural, other words, Chinese; a second line adds spellings."""


def _counts() -> list[UnitName]:
    """Counted things, each its own dimension, so that queries never become tokens by accident."""
    made: dict[str, UnitName] = {}
    for line in filter(None, map(str.strip, COUNTS.splitlines())):
        name, plural, words, chinese = (cell.strip() for cell in line.split("|"))
        one = _unit(name, f"[{name}]", name, "count", ",".join((name, plural, words)), chinese, plural)
        before = made.get(name, one)
        both = before if before is one else dataclasses.replace(
            before, words=before.words + one.words, chinese=before.chinese + one.chinese
        )  # fmt: skip
        made[name] = both
    for chip in "A100 V100 H20 H200 H800 B200 B300 GB200 GB300 TPU".split():
        made[chip] = _unit(chip, f"[{chip}]", chip, "count", f"{chip}s")
    # an H100 is one H100 equivalent by definition
    made["H100e"] = _unit(
        "H100e", "[h100e]", "H100e", "count", "H100, H100s, H100-equivalent, H100-equivalents"
    )
    return list(made.values())


def _times() -> list[UnitName]:
    month, year = f"{HOURS_PER_MONTH:g} * hour", f"{HOURS_PER_YEAR:g} * hour"
    return [
        _unit("hour", "[time]", "h", "time", "hour, hours, hr, hrs", "个小时 個小時 小时 小時"),
        _unit("second", f"hour / {SECONDS_PER_HOUR:g}", "s", "time", "second, seconds, sec", "秒钟 秒鐘 秒"),
        _unit("minute", "hour / 60", "min", "time", "minute, minutes", "分钟 分鐘"),
        _unit("day", "24 * hour", "day", "time", "day, days", "天 日", "days"),
        _unit("week", "168 * hour", "week", "time", "week, weeks", "星期 周 週", "weeks"),
        _unit("month", month, "month", "time", "month, months", "个月 個月 月", "months"),
        _unit("year", year, "year", "time", "year, years, yr, yrs, annum", "年", "years"),
    ]


def _physical() -> list[UnitName]:
    watt_hour = _unit(
        "watt_hour", "[energy]", "Wh", "energy", "watt-hour, watt-hours, watthour, watthours",
        "瓦时 瓦時 瓦小时 瓦小時",
    )  # fmt: skip
    watt = _unit("watt", "watt_hour / hour", "W", "power", "watt, watts", "瓦特 瓦")
    joule = _unit("joule", f"watt_hour / {SECONDS_PER_HOUR:g}", "J", "energy", "joule, joules", "焦耳 焦")
    byte = _unit("byte", "[byte]", "byte", "other", "bytes", "字节 字節 位元組")
    hertz = _unit("hertz", "1 / second", "Hz", "other", "hertz", "赫兹 赫茲 赫")
    flop = _unit("flop", "[flop]", "FLOP", "other", "FLOPs")
    energies = _with_prefixes(watt_hour, "kilo mega giga tera peta")
    energies[1] = dataclasses.replace(energies[1], chinese=(*energies[1].chinese, "度电", "度電", "度"))
    sizes = [byte]
    for one in _with_prefixes(byte, "kilo mega giga tera peta")[1:]:
        symbol = one.symbol.replace("byte", "B")
        sizes.append(dataclasses.replace(one, symbol=symbol, plural=symbol))
    kilometres = "kilometre, kilometres, kilometer, kilometers"
    return [
        *energies,
        *_with_prefixes(watt, "kilo mega giga tera"),
        *_with_prefixes(joule, "kilo mega giga tera peta exa"),
        *sizes,
        *_with_prefixes(hertz, "kilo mega giga"),
        *_with_prefixes(flop, "giga tera peta exa"),
        _unit("kilometre", "[length]", "km", "length", kilometres, "公里 千米"),
        _unit("mile", f"{KM_PER_MILE} * kilometre", "mile", "length", "mile, miles, mi", "英里 哩", "miles"),
        _unit("tonne", "[mass]", "t", "other", "tonne, tonnes", "公吨 公噸 吨 噸"),
        _unit("kilogram", "tonne / 1000", "kg", "other", "kilogram, kilograms", "千克 公斤"),
        _unit("gram", "kilogram / 1000", "g", "other", "gram, grams"),
    ]


def _money(code: str, dimension: str, written: str, chinese: str) -> UnitName:
    return UnitName(code, dimension, code, "money", code, tuple(written.split()), (), tuple(chinese.split()))


MONEY = {
    "USD": _money("USD", "[money]", "US$ $ dollar dollars", "美元 美金"),
    "CNY": _money("CNY", "[money_cny]", "RMB yuan", "人民币 人民幣"),
    "EUR": _money("EUR", "[money_eur]", "€ euro euros", "欧元 歐元"),
}
"""Nominal money, a dimension for each currency. With a year behind it (`USD_2023`) it is of that year."""
COUNTERS = "个 個 座 台 臺 块 塊 位 名 枚 张 張 间 間 条 條 次 片".split()
"""Chinese measure words: they count and name nothing."""


@functools.cache
def units() -> dict[str, UnitName]:
    """Every declared unit by its name in the registry."""
    found = [*_physical(), *_times(), *_counts(), *MONEY.values()]
    counted = UnitName("counted", "", "", "count", chinese=tuple(COUNTERS))
    return {one.name: one for one in found} | {"counted": counted}


@functools.cache
def exact_spellings() -> dict[str, UnitName]:
    """Spelling → unit, where capitals matter: symbols, and everything Chinese."""
    return {spelling: one for one in units().values() for spelling in one.spellings if spelling}


@functools.cache
def word_spellings() -> dict[str, UnitName]:
    """Spelling in small letters → unit, for words whose capitals do not matter."""
    return {word.lower(): one for one in units().values() for word in one.words}


@functools.cache
def chinese_spellings() -> tuple[str, ...]:
    """Chinese spellings, longest first, so that 千瓦时 is not read as 千瓦."""
    found = {spelling for one in units().values() for spelling in one.chinese}
    return tuple(sorted(found, key=lambda one: (-len(one), one)))


def unit_called(spelling: str) -> UnitName | None:
    """The unit of a spelling; `None` where nobody declared it."""
    return exact_spellings().get(spelling) or word_spellings().get(spelling.lower())


def chinese_unit_at(text: str, at: int) -> str | None:
    """The longest Chinese unit that begins here."""
    if at >= len(text) or text[at] < "\u2e80":
        return None
    return next((one for one in chinese_spellings() if text.startswith(one, at)), None)
