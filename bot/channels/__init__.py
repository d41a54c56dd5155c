"""The JSON channels through which the gateway talks to the dialogue; their names pick the wording."""

from bot.action_results import prepare

# The channels are the one part of ours that every Rasa server loads before its first turn.
prepare()
