"""What a team gets without us: Rasa as `rasa init` leaves it, with its own channels for Twilio."""
