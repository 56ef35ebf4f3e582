"""Deals of the world: contracts that move cash to or from a modelled firm, month by month."""

from __future__ import annotations

import dataclasses
import math

from wattstreet.ledger.schema import DealFact
from wattstreet.world.firm_list import FIRM_OF
from wattstreet.world.parties import account_of, load_accounts, load_overlaps
from wattstreet.world.schema import Deal, LeftOut

LAST_MONTH = "2035-12"

KEPT_KINDS = ("equity_investment", "compute_contract", "debt")

REASONS = {
    "chip_purchase": "orders of chips follow from the ordering rule",
    "warrant": "shares change hands, no cash",
    "equity_noncash": "shares change hands, no cash",
    "acquisition_stock": "shares change hands, no cash",
    "subsidy_noncash": "tax relief, no cash",
    "capacity_guarantee": "moves cash only when triggered",
    "power_contract": "power is paid for at the region's price",
    "lease": "rent is part of the running cost of halls",
    "spv": "a vehicle off the balance sheet; it reaches the firm as rent",
    "ipo": "issues on the market follow from the funding rule",
    "share_sale": "shares already issued change hands",
    "acquisition": "a whole firm changes hands, outside the modelled ones",
    "subsidy": "outside the modelled firms",
}
"""Kind of deal → why it moves no cash in the world."""


def build_deals(known: dict[str, DealFact], start: str) -> tuple[tuple[Deal, ...], tuple[LeftOut, ...]]:
    """Deals that move cash from the start month on, and the others with the reason each is left out.

    Args:
        known: Deals of the ledger known on the day.
        start: First month, `YYYY-MM`.
    """
    accounts = load_accounts()
    made = {deal.id: _deal(deal, accounts, start) for deal in known.values()}
    reasons = {deal.id: _reason(deal, made[deal.id]) for deal in known.values()}
    for dropped, (kept, reason) in load_overlaps().items():
        # Only money that another deal of the world already moves is dropped, never both halves.
        if dropped in made and kept in made and reasons[dropped] is reasons[kept] is None:
            made[dropped] = _without_months_of(made[dropped], made[kept])
            if not made[dropped].payments_usd:
                reasons[dropped] = f"inside {kept}: {reason}"
    deals = tuple(deal for deal in made.values() if reasons[deal.id] is None)
    left_out = tuple(
        LeftOut(identifier, reason) for identifier, reason in reasons.items() if reason is not None
    )
    return deals, left_out


def _without_months_of(deal: Deal, kept: Deal) -> Deal:
    """The deal up to the month in which the one that contains it starts to pay."""
    first = min(kept.payments_usd)
    earlier = {month: usd for month, usd in deal.payments_usd.items() if month < first}
    inside = math.fsum(usd for month, usd in deal.payments_usd.items() if month >= first)
    return dataclasses.replace(deal, payments_usd=earlier, inside_others_usd=inside)


def _deal(fact: DealFact, accounts: dict[str, str], start: str) -> Deal:
    return Deal(
        id=fact.id,
        kind=fact.kind,
        payer=account_of(fact.payer, accounts, fact.id),
        payee=account_of(fact.payee, accounts, fact.id),
        payments_usd={month: usd for month, usd in fact.payments.items() if start <= month <= LAST_MONTH},
        before_start_usd=math.fsum(usd for month, usd in fact.payments.items() if month < start),
        after_end_usd=math.fsum(usd for month, usd in fact.payments.items() if month > LAST_MONTH),
        inside_others_usd=0.0,
        binding=fact.binding == "binding",
        probability=fact.probability,
        condition=fact.condition,
        status=fact.status,
        capacity_gw=fact.capacity_gw,
        known_from=fact.known_from.isoformat(),
        source=f"fact:{fact.id}",
    )


def _reason(fact: DealFact, deal: Deal) -> str | None:
    """Why a deal moves no cash in the world; `None` if it does."""
    if not {deal.payer, deal.payee} & set(FIRM_OF.values()):
        return "no modelled firm pays or is paid"
    if fact.kind not in KEPT_KINDS:
        return REASONS.get(fact.kind, f"no rule moves cash for the kind {fact.kind}")
    if fact.kind == "debt" and deal.payer in set(FIRM_OF.values()):
        return "no rule keeps loans that firms make"
    if deal.payer == deal.payee:
        return "both parties are one modelled firm"
    if fact.probability == 0.0:
        return f"{fact.status}: it will not happen"
    if not fact.payments:
        return "no amount is known"
    if not deal.payments_usd:
        return "all of it was paid before the start, or falls after the last month"
    return None
