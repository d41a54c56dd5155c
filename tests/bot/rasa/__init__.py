"""Tests that need Rasa's environment; `tests/bot/test_in_rasa.py` runs them there with unittest alone."""
