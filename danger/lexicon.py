"""The reviewed lexicon of danger: what counts, and what only sounds like it. Source: procedure.md IN-7.

One expression a line, lower case. Written for recall first; regional words (Jawa, Sunda, Minang, Bali, English)
stand beside the Indonesian ones. What hides a sign of the same spelling is listed with the figures of speech.
"""

from __future__ import annotations

import re


def _lines(expressions: str) -> str:
    """Join expressions, one a line, into alternatives."""
    return "|".join(line.strip() for line in expressions.strip().splitlines())


def _words(expressions: str) -> str:
    """Join expressions into alternatives that begin and end at a word."""
    return rf"\b(?:{_lines(expressions)})\b"


def _near(first: str, second: str, reach: int) -> str:
    """Match `first` and `second` in either order with at most `reach` words between them."""
    gap = rf"(?:\W+\w+){{0,{reach}}}?\W+"
    return rf"(?:\b(?:{first})\b{gap}(?:{second})\b|\b(?:{second})\b{gap}(?:{first})\b)"


METER = r"meter(?:an|a?nya|ane|annya)?|mtran|mtrn|kwh|mcb\w*|se?i?kring\w*|panel\w*|saklar"
WIRE = r"kabel\w*|kbl|kbel|kawat\w*|cables?|wires?|jaringan|sr"
POLE = r"tiang\w*|tihang\w*|cagak\w*|poles?"
SOCKET = r"stop ?kontak\w*|colokan\w*|steker|terminal listrik"
GRID = rf"{METER}|{WIRE}|{POLE}|trafo\w*|travo\w*|trvo|transform\w+|gardu\w*|{SOCKET}"
TREE = r"pohon\w*|dahan|ranting|bambu|pring"
FELLED = r"tumbang|nimpa|(?:me|ter|ke)n?timpa|timpa|roboh|rubuh|jatuh|nyangkut|ketiban|ketimpuk"
FLOOD = r"(?:ke)?banjir\w*|(?:te|ke)rendam|floods?|flooding|air (?:sudah|udah|naik|masuk|banjir)" + (
    r"|a[ei]r\w*(?: \w+){0,2} se(?:lutut|dengkul|betis|paha|pinggang|dada|leher|mata ?kaki)"
)
_NOT_CUT = r"(?:belum|blm|blum)(?: juga| jg)? (?:di)?(?:mati\w*|padam(?:kan|in))"
_FALLEN = _lines(
    r"""
    p(?:u?tus|tuih|utuih)\w*
    pedh?ot
    pegat
    jatuh\w*|jatoh|jatuah|murag|ulung|tibo
    (?:men|ter)?juntai|gelantungan|bergelantungan|ng?ela?wer|nge?lewer
    ngegantung|menggantung|ngagulantung|hanging
    m?e?lorot|mudun|turun|rendah|handap
    n?ge?ndor|kendo?u?r|n?glayut|ngelayut
    meli?n?tang|tergeletak|ngegeletak|berserakan|terurai|melambai
    terkelupas|ngelupas|telanjang|terbuka
    ambruk|mrembet|nyangkut|lepas dari tiang
    nempel|menempel|(?:me)?nyentuh
    broken|snapped|fell|down
    """
)
_LEANING = _lines(
    r"""
    miring|doyong|condong|keropos|goyang|retak|patah
    roboh|rubuh|robuh|tumbang|ambruk|jatuh|rebah
    (?:di|ter|ke|me)?tabrak|(?:me)?nabrak|(?:me)?nimpa
    falling|leaning
    """
)
_DEVICE = _words(
    r"""
    ventilator\w*
    oksigen\w*|oxygen|o2|konsentrator|concentrator
    dialisis|dialysis|hemodialis\w+|cuci darah|capd|mesin hd
    inkubator|incubator
    alat (?:bantu )?(?:per)?na[pf]as\w*|alat bantu pernapasan|mesin na[pf]as
    alat medis|alat kesehatan
    nebuli[sz]er\w*|(?:di)?nebul\w*|cpap|bipap
    suction|sedot (?:lendir|dahak)|infus(?: pump)?|syringe pump|alat pacu
    life support|pasien icu|icu rumah\w*
    """
)

#: Each is danger by itself, unless it is discounted.
SIGNS: dict[str, str] = {
    "fire": _words(
        r"""
        api(?:nya|ne)?|geni|seuneu|fire|flames?
        (?:ter|ke)bakar(?:an|nya)?|burn(?:ing|t|ed)
        (?:ber)?kobar\w*|kobong\w*
        """
    ),
    "smoke": _words(
        r"""
        (?:ber)?asap(?:nya)?|haseup\w*|(?:ba)?asok|andus|smok(?:e|ing)
        (?:ada|ad|k?e?luar|ngeluarin) asep
        (?:nge|ke)bul\w*|keluke?|mengepul
        """
    ),
    "scorched": _words(
        r"""
        gosong|meleleh|lumer|melepuh|luka bakar|sangit|tutung
        b[ae]?u (?:\w+ ){0,3}?(?:h?angus|hngus|gosong|sangit|angit|tutung|(?:ter|ke)bakar)
        """
    )
    + "|"
    + _near(GRID, r"h?angus", 4),
    "heat": _near(GRID, r"panas (?:banget|sekali|sampai|sampe|tidak wajar)|kepanasan", 2)
    + "|"
    + _near(
        rf"{METER}|{SOCKET}", r"(?:ber|men)?dengung\w*|(?:dan|sama|jadi|ikut|terasa|agak) (?:me)?m?panas|memanas", 4
    ),
    "sparks": _words(r"pe?rcik\w*|memercik\w*|bunga api|kilatan|spark(?:s|ing)?")
    + "|"
    + _near(GRID, r"kembang api|(?:me)?nyala (?:terang|api)|nyala[- ]nyala|mendesis|desis|kretek\w*|nyetrek", 6),
    "short circuit": _words(
        r"""
        k[oe][nr]?s+l[ei]*t\w*
        arus pendek|hubung(?:an)? (?:pendek|singkat)|short circuit
        """
    ),
    "blast": _words(
        r"""
        (?:me)?l[e]?dak\w*|meled[ua]k\w*|m?b?ledh?os\w*|n?jeblu[kg]\w*|n?jeblos\w*
        letupan|meletup|explo(?:d\w*|sion)
        """
    )
    + "|"
    + _near(r"trafo\w*|travo\w*", r"jebol|duar", 3),
    "shock": _words(
        r"""
        (?:ke|ter|ka|ki)se?tr[uo]?m\w*|(?:ke|ter|ka)seterum\w*
        kesengat\w*|tersengat (?:arus|listrik)|sengatan listrik
        nyetrum\w*|k[ae]na?i? se?trum|ada se?trumnya
        electrocut\w*|electric shock|kena (?:aliran |arus )?listrik
        """
    ),
    "wire": _near(WIRE, _FALLEN, 5) + r"|\blive wire\b",
    "pole": _near(POLE, _LEANING, 7),
    "tree": rf"^(?=.*\b(?:{TREE})\b)(?=.*\b(?:{FELLED})\b)(?=.*\b(?:{WIRE}|{POLE})\b).*$",
    "flood": _near(FLOOD, rf"{METER}|{SOCKET}|gardu\w*", 7)
    + "|"
    + _near(FLOOD, r"(?:tolong|minta|mohon|please)(?: \w+){0,2} (?:di)?(?:matikan|padamkan|putus|matiin|turn off)", 10)
    + rf"|\b(?:matikan|padamkan|turn off)\b.{{0,40}}\b(?:{FLOOD})\b"
    + rf"|\b(?:{FLOOD})\b.{{0,60}}\b(?:masih (?:nyala|hidup|menyala)|{_NOT_CUT})\b",
    "device": _DEVICE,
    "breath": _words(
        r"""
        sesa[kg] na[pf]as\w*|sekarat|pasien kritis
        (?:ibu|bapak|ayah|anak|pasien)\w* (?:saya )?kritis
        """
    ),
    "peril": _near(GRID, r"(?:mem|ber|mbe)?bahaya\w*|mbebayani|danger\w*|darurat", 8)
    + "|"
    + _words(
        r"""
        mengancam (?:nyawa|jiwa|keselamatan)|menyangkut (?:nyawa|keselamatan)
        ada korban|menelan korban|nyawa (?:taruhannya|melayang)
        """
    ),
}

#: The whole message, with nothing but courtesies around it.
BARE = re.compile(
    r"^\W*(?:(?:ini|pak|bu|min|tolong|mohon|kak|mas|sangat|halo|segera|cepat|sekali|situasi|keadaan|kondisi)\W+)*"
    r"(?:darurat|gawat(?: darurat)?|emergency|bahaya|berbahaya|kebakaran|danger|setrum)"
    r"(?:\W+(?:ini|pak|bu|min|tolong|kak|mas|cepat|sekali|segera|banget|please|dong|nih|help))*\W*$"
)

#: Taken out before anything is looked for.
FIGURATIVE = re.compile(
    _words(
        r"""
        api[- ]api|berapi-api|api unggun|api kompor|kompor\w*(?: \w+)? api
        (?:kereta|gunung|sepeda|kapal|kayu|batu|tungku) api|(?:stasiun|tiket|rel) api
        kebakaran jenggot|bahan bakar
        (?:ter|ke)bakar (?:emosi|amarah|api cemburu|cemburu|semangat|hati|duit|uang|jenggot|janggut)\w*
        (?:hati|emosi|duit|uang|dompet|kuota)\w* (?:saya |gue |gw )?(?:ter|ke)bakar
        asap (?:rokok|dapur|sate|kendaraan|motor|knalpot|pabrik|genset|sampah)\w*|kabut asap
        (?:nasi|masakan|kue|roti|ikan|ayam|wajan|panci|adonan|telur)\w* (?:\w+ )?(?:gosong|hangus|(?:ke|ter)bakar)
        (?:emosi|a?marah|tagihan\w*|biaya|harga|omzet|penjualan|tawa|perut|kepala|otak)\w* (?:\w+ ){0,3}?me?ledak\w*
        me?ledak\w* (?:tagihan|emosi|harga|a?marah)\w*|ledakan (?:tagihan|petasan|mercon|pelanggan|penduduk)
        petasan|mercon|percikan air
        (?:otak|pikiran|aplikasi|server|sistem)\w* (?:\w+ )?k(?:or|on)slet\w*
        (?:nye|se?)trum (?:aki|accu|ikan|belut|hp|baterai)\w*|(?:aki|ikan) (?:di)?setrum
        kabel (?:data|charger|casan|cas|hdmi|usb|lan|internet|wifi|telkom|indihome|optik|fiber|rol+|headset)\w*
        jaringan\w* (?:internet|data|wifi|hp|seluler|aplikasi|4g)(?: \w+)? (?:putus|lemot|rendah|turun)\w*
        (?:oksigen|aerator) (?:\w+ ){0,3}?(?:kolam|ikan|a[qk]uarium|tambak|udang|lele|koi)\w*
        (?:kolam|ikan|a[qk]uarium|tambak|udang|lele|koi)\w* (?:\w+ ){0,3}?oksigen\w*
        lampu darurat|emergency (?:lamp|light)|token\w*(?: \w+){0,3} darurat
        banjir (?:keluhan|protes|komplain|orderan|promo|diskon|air mata)\w*
        (?:token|saldo|poin|voucher|kuota|pulsa|nomor|promo|masa berlaku)\w*(?: \w+){0,3} hangus
        (?<!kabel )(?:tarif|tegangan)\w* (?!menengah|tinggi)(?:\w+ ){0,2}(?:rendah|turun|jatuh)
        """
    )
)

NEGATED = re.compile(
    r"\b(?:tidak|tdk|tidk|tdak|tida|tak|ga|gak|gk|g|nggak|ngga|enggak|engga|kagak|kaga|bukan|bkn|tanpa|belum|blm|ora|ndak|dak|mboten"
    r"|henteu|teu|indak|no|not)"
    # What may stand between the negation and the sign: "tidak ada asap atau percikan api".
    r"(?:[\s,]+(?:ada|adanya|ado|aya|ono|ana|wonten|sing|sampai|sampe|sempat|ikut|keluar|muncul|mengeluarkan|ngeluarin|tercium|terlihat"
    r"|kelihatan|keliatan|terdengar|kena|yang|lagi|sedikit|sedikitpun|satupun|pun|bau|tanda|suara|seperti|karena|karna"
    r"|akibat|atau|dan|maupun|juga|asap|api|percikan|gosong|hangus|terbakar|ledakan|konslet|korslet|kabel|putus|bunga"
    r"|any|korban|pakai|punya|menggunakan|pasien|alat|orang|masalah|apa)){0,6}[\s,]+$"
)

#: Certainly over, when nothing in the clause says otherwise.
OVER = re.compile(
    r"\b(?:dulu pernah|pernah dulu|tahun (?:lalu|kemarin)|waktu kecil|[jz]aman dulu)\b"
    r"|\b(?:sudah|udah|udh|sdh|telah)(?: \w+)? (?:aman|beres|diperbaiki|dibenerin|dibenarkan|diganti|ditangani"
    r"|dibereskan|dipadamkan|disambung|dirapikan|disingkirkan|diamankan|dievakuasi|dipangkas|dipotong)\b"
)
NOT_OVER = re.compile(
    r"\b(?:masih|lagi|belum|blm|katanya|katane|kata|status\w*|padahal|tapi|tp|sekarang|tetap|kembali)\b"
)

#: A tree or wire to be seen to in good time is a request, not yet danger.
PRUNING = re.compile(r"\b(?:di)?(?:pangkas|tebang|rabas|rapikan|potong)\b")

#: A claim for a broken appliance is business of another kind, when it lies in the past.
CLAIM = re.compile(r"\b(?:ganti rugi|tanggung jawab|kompensasi|klaim|penggantian|mengganti kerugian)\b")
PAST = re.compile(
    r"\b(?:(?:minggu|bulan|tahun|hari) (?:lalu|kemarin|kemaren)|\w+ (?:hari|minggu|bulan) (?:yang )?lalu"
    r"|kemarin|kemaren|tempo hari|dulu)\b"
)
APPLIANCE = re.compile(
    r"\b(?:kulkas|tv|televisi|ac|mesin cuci|komputer|laptop|elektronik|rice cooker|magicom|pompa|dispenser)\b"
)

#: Fear of something that has not happened; it counts only beside the grid or water.
FEARED = re.compile(r"\b(?:takut\w*|kuatir|khawatir|jangan samp[ae]i?|semoga tidak|bisa bisa)(?: \w+){0,4}[\s,]+$")
AT_GRID = re.compile(rf"\b(?:{GRID}|{FLOOD})\b")
CLAUSE = re.compile(r"[.!?;\n,]+|\b(?:tapi|tetapi|tp|namun|padahal|cuma|hanya saja|sedangkan)\b")
