"""How well customers are served: figures of a span of days, and what the bot did not understand (docs/console.md)."""
