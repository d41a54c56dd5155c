"""Which safety advice fits the words of a message (Source: procedure.md IN-7)."""

from __future__ import annotations

import re

# Which advice fits; anything else gets the general one, which is safe for all.
_ADVICE = (
    (
        "utter_darurat_medis",
        r"oksigen|ventilator|inkubator|nebul|dialisis|cuci darah|alat bantu|alat medis|napas|nafas|ecmo|cpap",
    ),
    ("utter_darurat_banjir", r"banjir|terendam|kerendam|air (?:naik|masuk)|genangan"),
    ("utter_darurat_sengatan", r"se?t?rum|tersengat|sengat"),
    ("utter_darurat_api", r"\bapi\b|bakar|asap|gosong|hangus|percik|meledak|ledak|kobong"),
    ("utter_darurat_kabel", r"kabel|tiang|kawat|roboh|putus|menjuntai"),
)


def advice_for(text: str) -> str:
    """Return the response with the advice for a message of danger."""
    words = text.lower()
    return next((key for key, pattern in _ADVICE if re.search(pattern, words)), "utter_darurat_umum")
