"""Belief, selling and price of the listed AI complex, in weekly steps."""
