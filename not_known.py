"""Whether somebody says not to know, have or remember it, in Indonesian and the languages of the islands."""

from __future__ import annotations

import re


def _any(expressions: str) -> str:
    """Join expressions, one a line, into alternatives that begin and end at a word."""
    return rf"(?<!\w)(?:{'|'.join(line.strip() for line in expressions.strip().splitlines())})(?!\w)"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Who it is that does not, between the two: "nda ku tau", "hana lon tupeu", "kada ulun tahu".
_WHO = (
    r"(?:\s*(?:saya|aku|ku|gue|gua|gw|awak|ambo|denai|lon|ulun|kula|kulo|abdi|kuring|beta|sa|kita|tiang|pernah|begitu))?"
    r"\s*"
)
_NOT = (
    r"(?:tidak|tidk|tdk|tak|ga+k?|engg?ak?|ngg?ak?|gk|g|kagak|kaga|kgk|kurang|belum|blm|belom|ndak|nda|ora|ra|dak|idak"
    r"|indak|teu|henteu|mboten|boten|kada|kadada|nyanda|tra|tara|sonde|ndek)"
)
_KNOW = (
    r"(?:tahu|tau|taw|tao|tw|hafal|hapal|apal|punya|punyo|pegang|ada|ado|ad\b|ingat|inget|ingek|simpan|ngerti|ngertos"
    r"|ngarti|ngartos|eruh|weruh|sumerep|eling|kelingan|duwe|due|nduwe|gadhah)"
)
_UNKNOWN = re.compile(
    rf"\b{_NOT}{_WHO}{_KNOW}\w*\b|"
    + _any(
        r"""
        lupa\w*|lupo|kalupaan|hilang|entah\w*|wallahu\w*
        (?:em|m|n)buh|mboh|mbuhlah|lali|supe|kesupen|wes lali
        (?:teu|henteu)\s+(?:terang|nyaho\w*|uninga|boga|gaduh|gaduheun|emut|kaemut)
        duka\s+(?:teuing|atuh|kang|teh|pak|bu|a)|poho\w*|hilap
        (?:au|auk|tau|tahu)\s+(?:ah|deh|dah)|au|auk|meneketehe
        mana\s+(?:gue|gua|gw|saya|aku|ane)\s+(?:tau|tahu)|mano\s+tau(?:\s+\w+)?
        seng\s+(?:tau|tahu|inga\w*)
        (?:nenten|ten|sing)\s+(?:uning|nawang|tawang|inget|ngelah)|engsap
        nintau|(?:tena|taena)\s+kuisseng\w*|teai\s+kuissenna
        (?:hana|han)(?:\s+(?:lon|long|ulon))?\s+(?:ku)?tupu?e\w*
        (?:ndang|dang|so)\s+(?:hu)?(?:boto|tanda)\w*
        ta[' ]?\s*(?:oneng|tao)
        (?:do\s?n[o']?t|dont|didnt|cant|can't|not)\s+(?:know|remember|recall|sure|have)|dunno|idk|no\s+idea|forgot\w*
        """
    ),
    re.IGNORECASE,
)
# What stands beside it where nothing else is said.
_BESIDES = _words(
    """
    pak bu bapak ibu bang mas mbak mba kang teh kak min cak dek uda uni bos neng om tante nak ya iya yo nggih ah
    deh dong sih mah lah kok nih euy atuh je ji mi kodong do lai maaf punten nyuwun sewu maap waduh wah aduh oh
    eh saya aku gue gua awak ambo abdi kulo kula beta sa so tiang ulun lon nomor nomer nomornya nomere nomerna
    nomornyo no idpel idpelnya pelanggan pelanggannya meter meternya meteran telepon hp alamat alamatnya alamate
    juga jugo ugo it i the number yang itu soal kita
    """
)
_WORD = re.compile(r"[^\W_]+")


def says_unknown(text: str) -> bool:
    """Tell whether a message says that its writer does not know, have or remember something, whatever else it says."""
    return bool(_UNKNOWN.search(text))


def says_only_unknown(text: str) -> bool:
    """Tell whether a message says that and nothing else but courtesies and what it is about."""
    rest, found = _UNKNOWN.subn(" ", text)
    return bool(found) and {word.casefold() for word in _WORD.findall(rest)} <= _BESIDES
