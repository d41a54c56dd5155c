"""Customers without a carrier: they sign like Twilio and follow the TwiML they are given."""
