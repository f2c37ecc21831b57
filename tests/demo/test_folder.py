"""A demo's folder is filled once, served again as it is, and nobody else's is touched."""

from pathlib import Path

import pytest

from tracker.demo.folder import NOTE, NoDemo, Note, claim, write

FILLED = Note(demo=True, tokens={"officer": "trk_example"})


def test_an_absent_or_empty_folder_becomes_a_demo(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert claim(tmp_path / "absent") is None
    assert claim(tmp_path / "empty") is None


def test_an_earlier_demo_is_taken_as_it_is(tmp_path: Path) -> None:
    claim(tmp_path / "demo")
    write(tmp_path / "demo", FILLED)
    (tmp_path / "demo" / "tracker.sqlite").write_text("what people changed")

    assert claim(tmp_path / "demo") == FILLED
    assert (tmp_path / "demo" / "tracker.sqlite").read_text() == "what people changed"


def test_what_an_interrupted_filling_left_is_cleared_away(tmp_path: Path) -> None:
    claim(tmp_path / "demo")
    (tmp_path / "demo" / "tracker.sqlite").write_text("half")
    (tmp_path / "demo" / "files").mkdir()

    assert claim(tmp_path / "demo") is None
    assert [one.name for one in (tmp_path / "demo").iterdir()] == [NOTE]


@pytest.mark.parametrize("name", ["notes.txt", "tracker.sqlite", "files"])
def test_a_folder_with_anything_else_is_refused_and_left_as_it_is(
    tmp_path: Path, name: str
) -> None:
    """A real tracker's folder above all."""
    (tmp_path / name).write_text("kept")

    with pytest.raises(NoDemo, match="--folder"):
        claim(tmp_path)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [(name, "kept")]


@pytest.mark.parametrize("filled", [True, False])
def test_a_demo_with_something_else_beside_it_is_refused(tmp_path: Path, filled: bool) -> None:
    claim(tmp_path)
    if filled:
        write(tmp_path, FILLED)
    (tmp_path / "thesis.txt").write_text("kept")

    with pytest.raises(NoDemo):
        claim(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "kept"


def test_a_note_that_is_none_is_somebody_elses_file(tmp_path: Path) -> None:
    (tmp_path / NOTE).write_text("[1, 2]")

    with pytest.raises(NoDemo):
        claim(tmp_path)
