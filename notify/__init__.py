"""Messages to customers that nobody asked for in the same breath."""
