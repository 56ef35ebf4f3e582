"""The thirteen modelled firms and groups, in the order of the firm axis."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class FirmName:
    """Who a modelled firm is: whose accounts it sums and which parts it plays."""

    slug: str
    name: str
    country: str
    members: tuple[str, ...]
    roles: frozenset[str]


def _firm(slug: str, name: str, country: str, roles: str, members: str = "") -> FirmName:
    return FirmName(slug, name, country, tuple(members.split()) or (slug,), frozenset(roles.split()))


FIRMS = (
    _firm("nvidia", "Nvidia", "us", "supplier listed"),
    _firm("other-chips", "AMD and Broadcom", "us", "supplier listed", "amd broadcom"),
    _firm("microsoft", "Microsoft", "us", "buyer cloud listed"),
    _firm("alphabet", "Alphabet", "us", "buyer cloud listed"),
    _firm("amazon", "Amazon", "us", "buyer cloud listed"),
    _firm("meta", "Meta", "us", "buyer listed"),
    _firm("oracle", "Oracle", "us", "buyer cloud listed"),
    _firm("coreweave", "CoreWeave", "us", "buyer cloud"),
    _firm("openai", "OpenAI", "us", "buyer lab"),
    _firm("anthropic", "Anthropic", "us", "buyer lab"),
    _firm("xai", "xAI", "us", "buyer lab"),
    _firm("deepseek", "DeepSeek", "cn", "buyer lab"),
    _firm("chinese-clouds", "Alibaba, Tencent, Baidu and ByteDance", "cn", "buyer cloud",
          "alibaba tencent baidu bytedance"),
)  # fmt: skip

FIRM_OF = {member: firm.slug for firm in FIRMS for member in (firm.slug, *firm.members)}
"""Member or firm slug → slug of the modelled firm."""
