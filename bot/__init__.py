"""Run inside Rasa: channels, graph components, evaluation."""
