"""Understand one message: normalise it, find what it states, classify it."""
