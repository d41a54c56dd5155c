"""Files of labelled messages are read as the contract and our own format write them."""

from pathlib import Path

import pytest

from bot.evaluation.heldout import Case, HeldOutError, read_cases


def cases(folder: Path, text: str) -> list[Case]:
    path = folder / "file.tsv"
    path.write_text(text, encoding="utf-8")
    return read_cases(path)


def test_the_contracts_two_columns(tmp_path: Path):
    assert cases(tmp_path, "lapor_padam\trumah saya padam\nsapaan\thalo\n") == [
        Case(("lapor_padam",), "rumah saya padam", "", None),
        Case(("sapaan",), "halo", "", None),
    ]


def test_register_entities_and_a_second_right_intent(tmp_path: Path):
    read = cases(
        tmp_path, '# a comment\nberi_data|ubah_data\thp 0812\tslang\t{"phone": "+62812"}\nsapaan\thalo\tformal\t\n'
    )
    assert read == [
        Case(("beri_data", "ubah_data"), "hp 0812", "slang", {"phone": "+62812"}),
        Case(("sapaan",), "halo", "formal", {}),
    ]


def test_a_header_names_other_columns(tmp_path: Path):
    read = cases(
        tmp_path, "# intent\tsecond intent or empty\tkind (live or not)\ttext\na\tb\tlive\thalo\na\t\treview\thai\n"
    )
    assert read == [Case(("a", "b"), "halo", "live", None), Case(("a",), "hai", "review", None)]


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "no tabs here\n", "\ttext without intent\n", "a\tb\tc\t{broken\n"]
)
def test_files_that_cannot_be_read_are_named(tmp_path: Path, text: str):
    with pytest.raises(HeldOutError, match=r"file\.tsv"):
        cases(tmp_path, text)
