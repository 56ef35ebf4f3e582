"""Firms' cash, debt, deals and capital spending."""
