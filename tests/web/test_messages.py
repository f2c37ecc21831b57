"""What translators are given: all that is marked, and nothing that cannot be filled in."""

import ast
import re
from collections import defaultdict
from io import BytesIO

from babel.messages.pofile import read_po, write_po

from tests.messages import PACKAGE, gathered, given

_VALUE = re.compile(r"%\((\w+)\)")


def marked_in(source: str) -> list[str]:
    """The texts that `N_` marks; of what is put together while the program runs, its source."""
    return [
        str(ast.literal_eval(text)) if isinstance(text, ast.Constant) else ast.unparse(text)
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "N_"
        for text in call.args
    ]


def test_every_marked_text_of_the_code_is_given_to_translators() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    left_out = {
        str(path): texts
        for path, source in sources.items()
        if "N_(" in source and (texts := set(marked_in(source)) - given())
    }

    assert left_out == {}
    assert marked_in("N_(f'{code} has ended.')") == ["f'{code} has ended.'"]


def test_every_template_with_marked_texts_gives_some_to_translators() -> None:
    given_by = {name for message in gathered() for name, _line in message.locations}
    marked = {
        f"tracker/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.glob("**/templates/**/*.html")
        if re.search(r"""\b(_|ngettext)\(["']""", path.read_text(encoding="utf-8"))
    }

    assert marked
    assert marked - given_by == set()


def test_every_text_that_takes_values_can_be_filled_in() -> None:
    for text in given():
        if _VALUE.search(text):
            assert text % defaultdict(int), text


def test_one_and_many_take_the_same_values() -> None:
    for message in gathered():
        if isinstance(message.id, tuple):
            one, many = (set(_VALUE.findall(text)) for text in message.id)
            assert "num" in many, message.id
            assert one | {"num"} == many, message.id


def test_what_is_written_for_translators_reads_back_as_it_was() -> None:
    written = BytesIO()
    write_po(written, gathered(), sort_by_file=True)

    read = read_po(BytesIO(written.getvalue()))

    assert {message.id for message in read} == {message.id for message in gathered()}
