"""How times, numbers, plates and addresses are written and how they are said in Indonesian.

A placeholder of a response comes in both forms: `jam` for the eye, `jam_lisan` for the ear. What is for the ear is
words: no digit, sign, abbreviation or capitals that a voice would spell or mangle.
"""

from spoken.codes import OWN_NUMBER, apart, ending, ending_said, groups, no_lapor_said, plate_said
from spoken.essential import essential
from spoken.numbers import number_words
from spoken.texts import address_said, aloud
from spoken.times import clock, moment_said, span, zone_name

__all__ = [
    "OWN_NUMBER",
    "address_said",
    "aloud",
    "apart",
    "clock",
    "ending",
    "ending_said",
    "essential",
    "groups",
    "moment_said",
    "no_lapor_said",
    "number_words",
    "plate_said",
    "span",
    "zone_name",
]
