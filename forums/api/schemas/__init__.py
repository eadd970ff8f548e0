"""Shapes of what programs read and write."""
