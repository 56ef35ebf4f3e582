"""Scenarios: what we ask of the model, and how they are bound to it."""
