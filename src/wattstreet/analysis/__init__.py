"""Readings of runs: answers in words, comparisons."""
