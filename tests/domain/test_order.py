"""Reading order from boxes alone: lines, columns, cells, paragraphs."""

from __future__ import annotations

from redactor.domain.box import Box
from redactor.domain.document import LoosePage, LooseWord, bind_pages
from redactor.domain.order import Grid, order_words

HEIGHT = 12.0


def set_line(text: str, *, x: float, y: float, height: float = HEIGHT) -> list[LooseWord]:
    """The words of a line in letters 6 points wide."""
    words = []
    for word in text.split(" "):
        width = 6.0 * len(word)
        if word:
            words.append(LooseWord(word, Box(x, y, x + width, y + height)))
        x += width + 4
    return words


def set_lines(*texts: str, x: float = 50, y: float = 50, leading: float = 14) -> list[LooseWord]:
    return [word for number, text in enumerate(texts) for word in set_line(text, x=x, y=y + number * leading)]


def read(words: list[LooseWord], *grids: Grid) -> str:
    shuffled = words[1::2] + words[::2]
    ordered = order_words(shuffled, grids=grids)
    return bind_pages([LoosePage(600, 800, ordered)], id="0001").text


def test_nothing_has_no_order() -> None:
    assert order_words([]) == ()


def test_lines_are_read_from_the_top_whatever_order_they_come_in() -> None:
    assert read(set_lines("Dear Ms Okafor", "Thank you", "Amina")) == "Dear Ms Okafor\nThank you\nAmina"


def test_words_on_one_slightly_uneven_baseline_are_one_line() -> None:
    words = set_line("Dear", x=50, y=50) + set_line("Ms", x=80, y=53) + set_line("Okafor", x=100, y=48)
    ordered = order_words(words)
    assert [word.text for word in ordered] == ["Dear", "Ms", "Okafor"]
    assert {word.line for word in ordered} == {0}


def test_a_paragraph_is_joined_where_it_wraps_and_not_where_it_ends() -> None:
    words = set_lines(
        "The meeting was held on Tuesday and Mrs Amina",
        "Okafor spoke about the events on the playground",
        "that day.",
        "Then everybody left and the doors were closed by",
        "the caretaker.",
    )
    assert read(words) == (
        "The meeting was held on Tuesday and Mrs Amina Okafor spoke about the events on the playground that day.\n"
        "Then everybody left and the doors were closed by the caretaker."
    )


def test_an_address_keeps_its_lines() -> None:
    letter = set_lines("Mr D Hale", "3 Quarry Row", "Netherby")
    letter += set_lines("Thank you for your letter of the fourth of May, which came", "to us late.", y=150)
    assert read(letter).startswith("Mr D Hale\n3 Quarry Row\nNetherby\nThank you")


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    left = ["Summer is here and all", "the bin doors have been", "mended at long last so", "please close them now"]
    right = ["Noise is rarely meant by", "anybody who lives here", "and a friendly word is", "often quite enough now"]
    words = set_line("The Weir news for all the residents of the three courts", x=50, y=20)
    words += set_lines(*left) + set_lines(*right, x=260)
    words += set_line("A charity registered in England under number 987654 and more", x=50, y=140)
    text = " ".join(read(words).split())
    assert text == " ".join(["The Weir news for all the residents of the three courts", *left, *right,
                             "A charity registered in England under number 987654 and more"])  # fmt: skip


def test_columns_whose_lines_do_not_stand_level_are_read_down() -> None:
    left = set_lines("Our ref AB12", "Your ref none", "Date 4 May", "By hand and post")
    right = set_lines("Bramble School", "Bramble Lane", "Netherby NE87", "Tel 01632 960", x=300, y=57)
    lines = read(left + right).split("\n")
    assert lines[0] == "Our ref AB12"
    assert lines.index("By hand and post") < lines.index("Bramble School")


def test_labels_and_values_stay_side_by_side() -> None:
    words = set_lines("Full name", "Date of birth", "Address") + set_lines(
        "Amina Okafor", "22/01/1979", "9 High St", x=250
    )
    assert read(words) == "Full name\tAmina Okafor\nDate of birth\t22/01/1979\nAddress\t9 High St"


def test_the_second_line_of_a_value_goes_on_with_it() -> None:
    words = set_lines("Name", "Orders") + set_lines("Kofi", "No contact with his", "father at all", x=250)
    assert read(words) == "Name\tKofi\nOrders\tNo contact with his father at all"


def test_a_row_of_a_ruled_table_is_one_line_of_text() -> None:
    rows = tuple((Box(50, y, 150, y + 40), Box(150, y, 300, y + 40), Box(300, y, 400, y + 40)) for y in (100.0, 140.0))
    words = set_line("Concern log", x=50, y=60)
    words += set_lines("12/01", x=55, y=102) + set_lines("Kofi fell out", "with Tyler", x=155, y=102)
    words += set_lines("NO", x=305, y=102) + set_lines("13/01", x=55, y=142) + set_lines("None", x=305, y=142)
    words += set_line("Printed today", x=50, y=200)
    text = read(words, Grid(rows))
    assert text == "Concern log\n12/01\tKofi fell out with Tyler\tNO\n13/01\tNone\nPrinted today"


def test_lines_of_one_cell_have_lines_of_their_own() -> None:
    grid = Grid(((Box(50, 100, 150, 140), Box(150, 100, 300, 140)),))
    ordered = order_words(
        set_lines("NO", x=55, y=102) + set_lines("Kofi fell", "with Tyler", x=155, y=102), grids=[grid]
    )
    lines = {word.text: word.line for word in ordered}
    assert len({lines["NO"], lines["Kofi"], lines["with"]}) == 3
    assert lines["Kofi"] == lines["fell"]


def test_a_frame_round_one_text_is_no_table() -> None:
    grid = Grid(((Box(40, 40, 400, 100), Box(400, 40, 410, 100)),))
    assert read(set_lines("Confidential", "until read"), grid) == "Confidential\nuntil read"


def test_parts_of_a_token_stay_joined() -> None:
    parts = [
        LooseWord("Khan", Box(50, 50, 74, 62), gap=""),
        LooseWord("/", Box(74, 50, 80, 62), gap=""),
        LooseWord("Okafor", Box(80, 50, 116, 62)),
        LooseWord("called", Box(120, 50, 156, 62)),
    ]
    ordered = order_words(parts)
    assert [(word.text, word.gap) for word in ordered[:3]] == [("Khan", ""), ("/", ""), ("Okafor", " ")]
