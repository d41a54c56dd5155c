"""Conversations: what came in, what the bot asked last, and who among the humans owns them."""
