"""`manage.py find_identifiers`: a line in, a line out."""

import io
import json

import pytest
from django.core.management import call_command


@pytest.fixture
def answers(monkeypatch):
    def ask(lines: bytes) -> tuple[list[dict], str]:
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
        call_command("find_identifiers", stdout=out, stderr=err)
        return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()

    return ask


def test_each_line_is_answered_with_its_spans(answers):
    lines = [{"text": "Nizhoni sang."}, {"text": "Nobody sang."}, {"text": "La niña Xóchitl cantó."}]
    told, errors = answers("\n".join(json.dumps(line) for line in lines).encode())
    assert [answer["spans"] for answer in told] == [
        [{"start": 0, "end": 7, "label": "NAME"}],
        [],
        [{"start": 8, "end": 15, "label": "NAME"}],
    ]
    assert not errors


def test_a_broken_line_is_told_without_its_words_and_the_next_is_answered(answers):
    told, errors = answers(b'{"text": "Nizhoni\n{"text": 5}\n[1]\n\xff\xfe\n{"text": "Nizhoni sang."}\n')
    assert [len(answer["spans"]) for answer in told] == [0, 0, 0, 0, 1]
    assert [f"Line {n} " in errors for n in (1, 2, 3, 4, 5)] == [True, True, True, True, False]
    assert "Nizhoni" not in errors
