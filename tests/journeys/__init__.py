"""From signed webhook to database and back, through public HTTP alone: the real Rasa, actions, gateway and store."""
