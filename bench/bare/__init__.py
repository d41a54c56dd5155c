"""Rasa with nothing to do: no words to understand, one rule, one action, conversations in memory."""
