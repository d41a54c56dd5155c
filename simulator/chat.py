"""WhatsApp in the terminal, against a running system: `python -m simulator.chat --from +6281234567890`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import requests

from simulator import terminal
from simulator.twilio import Customer

HELP = """\
Write as a customer would; an answer may take up an offer by its number.
  :foto [words]        send a photo, perhaps with words
  :suara               send a voice note
  :lokasi LAT LON      send a location pin
  :keluar              leave"""
PHOTO = "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read lines, print answers, until the end of input or `:keluar`."""
    given, settings = terminal.parse("chat", __doc__ or "", arguments)
    customer = Customer(given.url, settings.twilio_auth_token, given.number, public_url=settings.public_url)
    print(f"{HELP}\n\nWhatsApp {given.number} → {given.url}")
    for line in terminal.lines("\n> "):
        if line == ":keluar":
            break
        try:
            replies = send(customer, line)
        except (requests.RequestException, RuntimeError) as error:
            print(f"no answer: {error}", file=sys.stderr)
            continue
        for reply in replies or ["(no answer: a human has this conversation)"]:
            print(f"\nPLN  {reply}".replace("\n", "\n     ").replace("\n     PLN", "\nPLN"))
    return 0


def send(customer: Customer, line: str) -> list[str]:
    """Send what a line means and return the answer."""
    command, _, rest = line.partition(" ")
    if command == ":foto":
        return customer.send_photo(PHOTO, rest)
    if command == ":suara":
        return customer.send_voice_note(PHOTO)
    if command == ":lokasi":
        place = rest.replace(",", " ").split()
        try:
            lat, lon = (float(part) for part in place)
        except ValueError:
            return ["(write :lokasi -6.2088 106.8456)"]
        return customer.send_location(lat, lon)
    return customer.write(line)


if __name__ == "__main__":
    sys.exit(main())
