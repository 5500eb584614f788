"""Where tokens are cut and where they stay whole."""

from __future__ import annotations

import pytest

from redactor.domain.tokens import cut_token


@pytest.mark.parametrize(
    ("token", "pieces"),
    [
        ("Khan/Okafor", ["Khan", "/", "Okafor"]),
        ("(Smith),", ["(", "Smith", ")", ","]),
        ('"Nana"', ['"', "Nana", '"']),
        ("“Nana”", ["“", "Nana", "”"]),
        ("TB,MI", ["TB", ",", "MI"]),
        ("<a.b@example.org>;", ["<", "a.b@example.org", ">", ";"]),
        ("12/03/2024", ["12/03/2024"]),
        ("2023/24,", ["2023/24", ","]),
        ("1,234.50", ["1,234.50"]),
        ("https://example.org/a/b", ["https://example.org/a/b"]),
        ("www.example.org/x)", ["www.example.org/x", ")"]),
        ("O'Neill-Khan", ["O'Neill-Khan"]),
        ("Smith.", ["Smith."]),
        ("ref:AB/12", ["ref:AB", "/", "12"]),
        ("", []),
    ],
)
def test_a_token_is_cut(token: str, pieces: list[str]) -> None:
    assert [token[start:end] for start, end in cut_token(token)] == pieces
