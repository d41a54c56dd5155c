"""Known names, and common words that can be no part of a person's name and that end an address."""

from functools import lru_cache
from pathlib import Path

GIVEN_NAMES_FILE = Path(__file__).with_name("given_names.txt")


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Load the names known without a word that announces them."""
    lines = GIVEN_NAMES_FILE.read_text(encoding="utf-8").splitlines()
    return words(" ".join(line for line in lines if not line.startswith("#")))


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


#: Words of everyday speech in their canonical form (see lexicon.tsv).
COMMON = words(
    """
    ada adalah agar akan aku aja apa apakah atau atas bagaimana bahwa baik banget bantu bantuan banyak baru barusan
    beberapa begini begitu belum benar berapa besok betul biar bilang bisa bukan buat cara cek cepat coba cuma
    dalam dan dapat dari data datang dengan di dia dong dulu eh enggak ganti gimana hanya harap hari harus hingga
    ini itu iya jadi jangan jika juga kalau kami kamu kan kapan karena kasih kata katanya ke kemarin kenapa kepada
    ketika kita kok kurang lagi lah lalu lama lapor laporan langsung lebih lewat listrik listriknya lampu lampunya
    maaf makanya malam mana mati mau melapor memang meminta menunggu merasa mereka mohon mulai mungkin namun nanti
    nih nya nyala menyala oke oleh pada padahal padam padamnya pagi pakai paling pas perlu pernah petugas petugasnya
    pun pukul rumahnya saat saja salah sama sampai sangat saya sebelum secara sedang segera sejak sekarang selalu
    selama semua semoga sendiri sendirian seperti sering setelah siang siapa sih silakan sini sore sudah supaya tadi
    tahu tanya tapi tapinya tentang terima terus tidak tiap tolong tunggu untuk usah ya yaitu yakni yang jam menit
    nomor nomornya hp wa telepon idpel idpelnya meter meteran kwh tiket pelanggan pengaduan gangguan keluhan token
    pulsa tagihan daya mcb sekring korsleting kabel trafo tiang gardu api percikan meledak bahaya darurat gelap
    terakhir kali tetangga warga orang suami istri anak ayah mama papa kakek nenek adik keluarga
    pemilik penghuni pelapor pengontrak penyewa namanya nama alamat alamatnya lokasi lokasinya rumah kos kontrakan
    halo selamat assalamualaikum pln aplikasi mobile gue lu elu min admin operator cs
    kenalkan perkenalkan sebagai bagian salam hormat makan tidur kerja senin selasa rabu kamis jumat sabtu
    januari februari maret april juni juli agustus september oktober november desember wib wita wit
    terdaftar tercatat tertera sesuai begini habis mampu dibantu ditindaklanjuti diperbaiki perbaiki dicek
    bersama tetapi sedangkan sementara masih minta gelap gulita total tiba kemudian lantas sehingga seharian semalam
    semalaman kena terkena apalagi supaya demi tanpa menghubungi dihubungi posisi status estimasi jegleg turun
    pelayanan layanan pengguna penguna akun email bencana tetap para tegangan anda map google maps profil titik teknisi
    konsumen terdekat sesuai terkait otomatis kota bosan kecewa percuma proses jadinya biasanya harusnya seharusnya
    satu dua tiga empat lima enam tujuh delapan sembilan nol kosong sepuluh sebelas
    dimana kemana bagaimana daerah wilayah tempat kantor tinggal berada dijalan rusak putus terbakar hujan banjir
    angin petir disini disana disitu sana situ hidup normal aman selesai batal lanjut
    """
)

#: Forms of address; they precede a name and are not part of it.
HONORIFICS = words(
    """
    bapak pak ibu bu mas mbak bang abang kang teh aa tuan nyonya nona haji hajah sdr sdri saudara saudari om tante drs
    ir prof ustad ustadz kyai kiai almarhum alm h hj
    """
)
