"""Parse and score messages with the trained model, from the command line."""
