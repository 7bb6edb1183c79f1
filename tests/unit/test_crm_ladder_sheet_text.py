import pytest

from pure.crm_ladder.tools.sheet_text import (
    cell_text,
    column_letters,
    file_name,
    looks_like_formula,
    money_format,
)


@pytest.mark.parametrize("text", ["=1+1", "+98", "-1", "@SUM(A1)", "\tx", "\rx", "  =1", "=۱"])
def test_what_a_spreadsheet_takes_for_a_formula(text):
    assert looks_like_formula(text)


@pytest.mark.parametrize("text", ["", "مریم", "a=b", "0912", "'=1"])
def test_what_it_does_not(text):
    assert not looks_like_formula(text)


def test_a_cell_holds_no_control_characters_and_is_not_too_long():
    assert cell_text("a\x00\x07b\tc\n") == "ab\tc\n"
    assert len(cell_text("x" * 40000)) == 32767
    assert cell_text(None) == cell_text(False) == ""
    assert cell_text(0) == "0"
    assert cell_text("<r><t>a</t></r>") == " <r><t>a</t></r>", "no rich text of a stranger's"


def test_formats_of_money():
    assert money_format("$", "before", 2) == '"$ "#,##0.00;[Red]-"$ "#,##0.00'
    assert money_format("ریال", "after", 0) == '#,##0" ریال";[Red]-#,##0" ریال"'
    assert money_format('a"b', "after", 0).count('"') == 4


def test_letters_of_columns():
    assert [column_letters(i) for i in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"),
    ]


def test_names_of_files():
    assert file_name("حسابرسی: ۱۴۰۵/۰۹/۰۳") == "حسابرسی- ۱۴۰۵-۰۹-۰۳"
    assert file_name("../../etc/passwd") == "etc-passwd"
    assert file_name("...") == "audit"
