"""The procedure as pure Python: standard library only, no clock, no channel, no sentence to a customer."""
