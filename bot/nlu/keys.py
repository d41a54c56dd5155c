"""Names under which the components of the pipeline hand things to each other."""

from typing import Final

#: Message attribute with the text the classifier reads: lower case, spelt out, entities masked by kind.
NORMALISED: Final = "normalised"

#: Key of the message metadata that says what was just asked for: an entity kind such as `idpel` or `phone`.
EXPECT: Final = "expect"

#: What stands in the normalised text for an entity of that kind.
MASKS: Final = {
    "idpel": "idpel_",
    "meter_id": "meter_",
    "no_lapor": "nolapor_",
    "phone": "telepon_",
    "ambiguous_number": "nomor_",
    "number_fragment": "nomor_",
    "since": "jam_",
    "duration_minutes": "durasi_",
    "name": "nama_",
    "address": "alamat_",
}

#: What stands in the normalised text for any other figure above five.
NUMBER_MASK: Final = "angka_"
