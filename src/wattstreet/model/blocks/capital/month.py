"""One month of the firms' money, rule by rule."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from wattstreet.core.arrays import Arrays
from wattstreet.core.axes import SECTORS
from wattstreet.core.maths import dot
from wattstreet.model.blocks.capital.books import (
    book_income,
    close_books,
    firm_payments,
    firm_receipts,
    sector_receipts,
)
from wattstreet.model.blocks.capital.core_business import core_income, core_investment
from wattstreet.model.blocks.capital.deals import COMPUTE, EQUITY, LOAN, cash_between, rent_compute
from wattstreet.model.blocks.capital.funding import Funding, raise_and_pay
from wattstreet.model.blocks.capital.income import (
    chip_cost,
    depreciation,
    income_tax,
    interest_due,
    power_bill,
    service_cost,
)
from wattstreet.model.blocks.capital.params import CapitalParams
from wattstreet.model.blocks.capital.payments import payment_matrix
from wattstreet.model.blocks.capital.spending import hall_spending, outside_money
from wattstreet.model.flows import CapitalFlows
from wattstreet.model.state import CapitalState

INVESTORS, LENDERS = SECTORS.index("investors"), SECTORS.index("lenders")


class MoneyNews(Arrays):
    """What the month brings to the firms' books from the other blocks.

    Attributes:
        years: Years since the start.
        segment_revenue_usd: AI revenue by firm and segment. [firm segment] USD/month
        drawn_mw: Grid MW drawn by running chips. [firm region]
        price_usd_per_mwh: Price of electricity. [region]
        delivered_mw: Chips delivered. [firm supplier] MW
        chip_price: Price of chips. [supplier] USD/MW
        outside_buyers: Chips outside buyers take per MW of the firms. [supplier]
        hall_progress_mw: Construction done. [firm] MW/month
        deal_due_usd: What deals pay. [deal] USD/month
        policy_rate: Policy rate. [] per year
        price_level: AI share prices against the start. []
        window: Funding window. []
        wealth_lift: Consumption that follows stock wealth, over output. [] ratio
        shares_issued_usd: Shares a firm sells on the market. [firm] USD/month
        in_default: Share of its contracts that a firm honours no more. [firm]
    """

    years: Float[Array, ""]
    segment_revenue_usd: Float[Array, "firm segment"]
    drawn_mw: Float[Array, "firm region"]
    price_usd_per_mwh: Float[Array, "region"]
    delivered_mw: Float[Array, "firm supplier"]
    chip_price: Float[Array, "supplier"]
    outside_buyers: Float[Array, "supplier"]
    hall_progress_mw: Float[Array, "firm"]
    deal_due_usd: Float[Array, "deal"]
    policy_rate: Float[Array, ""]
    price_level: Float[Array, ""]
    window: Float[Array, ""]
    wealth_lift: Float[Array, ""]
    shares_issued_usd: Float[Array, "firm"]
    in_default: Float[Array, "firm"]


class Bills(Arrays):
    """What firms owe this month before they know what they can pay. USD/month."""

    ai_revenue: Float[Array, "firm"]
    core_revenue: Float[Array, "firm"]
    core_cost: Float[Array, "firm"]
    service: Float[Array, "firm"]
    power: Float[Array, "firm"]
    chip_cost: Float[Array, "firm"]
    rent: Float[Array, "firm account"]
    interest: Float[Array, "firm"]
    core_capex: Float[Array, "firm"]
    core_depreciation: Float[Array, "firm"]
    stock_pay: Float[Array, "firm"]
    chips: Float[Array, "firm supplier"]
    outside_chips: Float[Array, "supplier"]
    equipment: Float[Array, "firm"]
    halls: Float[Array, "firm"]
    equity_deals: Float[Array, "account account"]
    loan_deals: Float[Array, "account account"]
    sector_rent: Float[Array, "account account"]


def draw_up_bills(params: CapitalParams, state: CapitalState, news: MoneyNews) -> Bills:
    """Revenue, costs and obligations of the month (K1–K3)."""
    firms = state.cash_usd.shape[0]
    core_revenue, core_cost = core_income(params, news.years, news.wealth_lift)
    core_capex, core_depreciation, stock_pay = core_investment(params, news.years)
    ai_revenue = news.segment_revenue_usd.sum(axis=-1)
    lab_revenue = (news.segment_revenue_usd * params.lab_share).sum(axis=-1)
    cash = cash_between(params, news.deal_due_usd)
    contracts = cash[COMPUTE]
    chips = news.delivered_mw * news.chip_price[None, :]
    outside = chips.sum(axis=0) * news.outside_buyers
    return Bills(
        ai_revenue=ai_revenue,
        core_revenue=core_revenue,
        core_cost=core_cost,
        service=service_cost(params, ai_revenue, lab_revenue),
        power=power_bill(news.drawn_mw, news.price_usd_per_mwh),
        chip_cost=chip_cost(params, chips.sum(axis=0) + outside),
        rent=rent_compute(params, lab_revenue, contracts[:firms], news.years),
        interest=interest_due(params, state, news.policy_rate, news.window),
        core_capex=core_capex,
        core_depreciation=core_depreciation,
        stock_pay=stock_pay,
        chips=chips,
        outside_chips=outside,
        equipment=params.equipment_per_mw * news.delivered_mw.sum(axis=-1),
        halls=hall_spending(params, news.hall_progress_mw),
        equity_deals=cash[EQUITY].at[firms + INVESTORS, :firms].add(news.shares_issued_usd),
        loan_deals=cash[LOAN],
        sector_rent=contracts.at[:firms].set(0.0),
    )


def income_before_tax(
    bills: Bills, params: CapitalParams, written_down: Float[Array, "firm"]
) -> Float[Array, "firm"]:
    """Income on which tax is due: contracts as owed, chips as shipped. [firm] USD/month"""
    firms = bills.ai_revenue.shape[0]
    hardware = bills.chips.sum(axis=0) + bills.outside_chips
    earned = bills.ai_revenue + bills.core_revenue + dot(hardware, params.supplier_firm)
    earned = earned + bills.rent[:, :firms].sum(axis=0) + bills.sector_rent[:, :firms].sum(axis=0)
    costs = bills.core_cost + bills.service + bills.power + bills.chip_cost + bills.rent.sum(axis=-1)
    return earned - costs - written_down - bills.stock_pay - bills.interest


def settle(
    params: CapitalParams,
    state: CapitalState,
    bills: Bills,
    tax: Float[Array, "firm"],
    news: MoneyNews,
) -> tuple[Funding, Float[Array, "firm supplier"]]:
    """Raise money and pay what can be paid (K4). Returns the funding and the chips falling due."""
    firms = state.cash_usd.shape[0]
    due = (state.payable_usd + bills.chips) * (1 - jnp.exp(-1 / params.collection_months))
    income = bills.ai_revenue + bills.core_revenue + bills.sector_rent[:, :firms].sum(axis=0)
    income = income + dot(bills.outside_chips, params.supplier_firm)
    income = income + bills.equity_deals[:, :firms].sum(axis=0) + bills.loan_deals[:, :firms].sum(axis=0)
    spent = bills.core_cost + bills.service + bills.power + bills.chip_cost
    spent = spent + bills.equity_deals[:firms].sum(axis=-1)
    collected = (state.payable_usd * (1 - jnp.exp(-1 / params.collection_months))).sum(axis=0)
    funding = raise_and_pay(
        params,
        state,
        before_bills=income - spent + dot(collected, params.supplier_firm),
        bills=bills.rent.sum(axis=-1),
        contract_revenue_share=bills.rent[:, :firms],
        fixed_outlays=tax + bills.core_capex + bills.halls + bills.equipment,
        interest=bills.interest,
        chips_due=due.sum(axis=-1),
        appetite=outside_money(params, news.price_level, news.window) * (1 - news.in_default),
        window=news.window,
    )
    return funding, due


def keep_books(
    params: CapitalParams, state: CapitalState, news: MoneyNews
) -> tuple[CapitalState, CapitalFlows]:
    """The month's money: bills, funding, payments, income, balance sheets."""
    firms = state.cash_usd.shape[0]
    bills = draw_up_bills(params, state, news)
    chips_down, halls_down = depreciation(params, state)
    written_down = chips_down + halls_down + bills.core_depreciation
    tax = income_tax(params, income_before_tax(bills, params, written_down))
    funding, chips_due = settle(params, state, bills, tax, news)
    flows, rent_paid = post_flows(params, bills, funding, chips_due, tax, written_down, news)
    drawn = draw_credit_lines(params, state, flows)
    funding = funding.replace(borrowed_usd=funding.borrowed_usd + drawn)
    flows = flows.replace(borrowed_usd=flows.borrowed_usd + drawn)
    flows = flows.replace(net_income_usd=book_income(flows, params))
    paid = payment_matrix(
        params,
        flows,
        rent_paid,
        bills.equity_deals + bills.sector_rent,
        bills.loan_deals,
        funding.equity_raised_usd,
        funding.borrowed_usd,
    )
    lent = bills.loan_deals[firms:].sum(axis=-1).at[LENDERS].add(funding.borrowed_usd.sum())
    rented = bills.sector_rent[firms:].sum(axis=-1)
    net = sector_receipts(params, flows, rent_paid[:, firms:].sum(axis=0), lent, rented)
    flows = flows.replace(paid_usd=paid)
    after = close_books(params, state, flows, (chips_down, halls_down, bills.core_depreciation), net)
    return after, flows


def draw_credit_lines(
    params: CapitalParams, state: CapitalState, flows: CapitalFlows
) -> Float[Array, "firm"]:
    """What outlays that cannot wait, or customers that pay late, leave short once all else is paid (K4).

    Args:
        params: Which maker is which firm.
        state: Cash at the last month end.
        flows: The month's receipts and payments.
    Returns:
        Drawn on credit lines, so that no firm's cash falls below zero. [firm] USD/month
    Source:
        assumption: committed lines stand behind running costs, tax and construction under way.
    Leaves out:
        limits of the lines; default and clearing (K5).
    """
    return jnp.maximum(firm_payments(flows) - firm_receipts(params, flows) - state.cash_usd, 0.0)


def post_flows(
    params: CapitalParams,
    bills: Bills,
    funding: Funding,
    chips_due: Float[Array, "firm supplier"],
    tax: Float[Array, "firm"],
    written_down: Float[Array, "firm"],
    news: MoneyNews,
) -> tuple[CapitalFlows, Float[Array, "firm account"]]:
    """The month's flows by name, `net_income_usd` and `paid_usd` still empty, and rent paid by payee."""
    firms, accounts = bills.rent.shape
    rent_paid = bills.rent * funding.bills_paid_share[:, None]
    payer_paid = jnp.concatenate([funding.bills_paid_share, jnp.ones(accounts - firms)])
    share = jnp.where(params.deal_kind[:, COMPUTE] > 0, dot(params.deal_payer, payer_paid), 1.0)
    bought = bills.equity_deals.at[firms + INVESTORS, :firms].add(funding.equity_raised_usd)
    flows = CapitalFlows(
        ai_revenue_usd=bills.ai_revenue,
        contract_revenue_usd=rent_paid[:, :firms].sum(axis=0) + bills.sector_rent[:, :firms].sum(axis=0),
        contract_cost_usd=rent_paid.sum(axis=-1),
        chip_sales_usd=bills.chips.sum(axis=0),
        outside_chip_sales_usd=bills.outside_chips,
        core_revenue_usd=bills.core_revenue,
        core_cost_usd=bills.core_cost,
        power_cost_usd=bills.power,
        service_cost_usd=bills.service,
        chip_cost_usd=bills.chip_cost,
        interest_usd=funding.interest_paid_usd,
        interest_capitalised_usd=bills.interest - funding.interest_paid_usd,
        tax_usd=tax,
        depreciation_usd=written_down,
        stock_pay_usd=bills.stock_pay,
        net_income_usd=jnp.zeros(firms),
        core_capex_usd=bills.core_capex,
        chips_capex_usd=bills.chips,
        equipment_usd=bills.equipment,
        halls_usd=bills.halls,
        chips_paid_usd=chips_due * funding.chips_paid_share[:, None],
        stakes_bought_usd=bought,
        equity_raised_usd=bought[:, :firms].sum(axis=0),
        borrowed_usd=funding.borrowed_usd + bills.loan_deals[:, :firms].sum(axis=0),
        repaid_usd=funding.repaid_usd,
        payout_usd=funding.payout_usd,
        deal_cash_usd=news.deal_due_usd * share,
        paid_usd=jnp.zeros((accounts, accounts)),
        unpaid_contract_usd=bills.rent.sum(axis=-1) - rent_paid.sum(axis=-1),
    )
    return flows, rent_paid
