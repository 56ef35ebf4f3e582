"""Joules in words a reader can picture; the methods for training and inference come to stand here too."""
