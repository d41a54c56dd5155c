"""The JSON channels through which the gateway talks to the dialogue; their names pick the wording."""

from bot import action_calls, action_results, action_servers, copies, graph, quiet, remembered, rules

# The channels are the one part of ours that every Rasa server loads before its first turn.
action_calls.prepare()
action_results.prepare()
action_servers.prepare()
remembered.prepare()
graph.prepare()
quiet.prepare()
rules.prepare()
copies.prepare()
