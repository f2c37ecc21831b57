"""The shipped catalogue can be read, and a faulty one says where it is at fault."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.compliance.faulty import faults, requirement, written
from tracker.compliance import catalogue as catalogues
from tracker.compliance.api import show_catalogue
from tracker.compliance.catalogue import CatalogueError

SHIPPED = catalogues.shipped()
FOLDER = Path(catalogues.__file__).parent / "catalogues"
TEXT = (FOLDER / "wego-cp-1.0.0-draft.2.yaml").read_text("utf-8")


def test_the_shipped_catalogue_holds_what_its_description_says():
    by_domain: dict[str, int] = {}
    for one in SHIPPED.requirements:
        by_domain[one.domain] = by_domain.get(one.domain, 0) + 1

    assert by_domain == {
        "GOV": 7,
        "PRIV": 10,
        "SUP": 5,
        "ARC": 11,
        "IOT": 4,
        "IAM": 4,
        "INC": 4,
        "RES": 3,
        "ETH": 7,
        "DAT": 4,
        "EXIT": 4,
    }
    assert len(SHIPPED.requirements) == 63
    assert len(SHIPPED.facts) == 18
    assert len(SHIPPED.packs) == 8
    assert len(SHIPPED.frameworks) == 22
    assert sum(not one.waiver.allowed for one in SHIPPED.requirements) == 11


def test_the_shipped_catalogue_says_that_it_is_a_draft():
    assert SHIPPED.catalogue.status == "draft"
    assert "draft" in SHIPPED.catalogue.version


def test_the_file_and_the_description_of_the_interface_name_the_version_inside():
    version = catalogues.shipped().catalogue.version
    files = [path.name for path in FOLDER.iterdir()]

    assert files == [f"wego-cp-{version}.yaml"]
    assert f"such as {version}," in (show_catalogue.fn.__doc__ or "")


def test_nothing_written_in_the_file_is_lost_or_read_as_another_type():
    assert SHIPPED.source == yaml.safe_load(TEXT)


def test_the_canonical_source_reads_back_as_the_same_catalogue():
    again = catalogues.from_source(SHIPPED.canonical_source)

    assert again == SHIPPED
    assert again.sha256 == SHIPPED.sha256
    assert re.fullmatch("[0-9a-f]{64}", again.sha256)


def test_layout_and_order_of_keys_do_not_change_the_hash():
    backwards = json.dumps(dict(reversed(SHIPPED.source.items())), ensure_ascii=False, indent=1)

    assert catalogues.load(backwards).sha256 == SHIPPED.sha256


def test_one_changed_word_changes_the_hash():
    changed = catalogues.load(written(lambda c: requirement(c).update(title="Another title")))

    assert changed.sha256 != SHIPPED.sha256


@pytest.mark.parametrize("source", ["", "{", "[]", json.dumps(SHIPPED.source, indent=1)])
def test_a_stored_catalogue_in_another_spelling_is_refused(source):
    with pytest.raises(CatalogueError):
        catalogues.from_source(source)


def test_the_same_stored_catalogue_is_read_once():
    source = SHIPPED.canonical_source

    assert catalogues.from_source(source) is catalogues.from_source(source)


def test_a_catalogue_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        SHIPPED.requirements[0].title = "Another title"


def test_a_requirement_the_catalogue_lacks_is_an_error():
    with pytest.raises(KeyError):
        SHIPPED.requirement("CP-GOV-99")
    assert SHIPPED.requirement("CP-GOV-01").entry("G2") is None


def test_all_faults_are_told_at_once():
    def three(values: dict[str, Any]) -> None:
        requirement(values).pop("title")
        requirement(values, "CP-ARC-06")["pack"] = 3
        values["defaults"]["colour"] = "red"

    assert len(faults(written(three))) == 3


def test_all_contradictions_are_told_at_once():
    def two(values: dict[str, Any]) -> None:
        requirement(values)["pack"] = "Z"
        requirement(values, "CP-ARC-06")["domain"] = "SEA"

    assert faults(written(two)) == (
        "requirements.CP-GOV-01.pack: `Z` is not explained in the file.",
        "requirements.CP-ARC-06.domain: `SEA` is not explained in the file.",
    )


def test_the_error_shows_the_first_faults_and_counts_the_rest():
    with pytest.raises(CatalogueError) as raised:
        catalogues.load("schema: wego-cp-catalogue/2")

    assert raised.value.problems[0] in raised.value.sentence
    assert f"And {len(raised.value.problems) - 3} more." in raised.value.sentence


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\nb: {c: 1, c: 2}\na: 2", "line 2, column 11: `c` is given twice."),
        ("a: 1\nb: {c: 1, c: 2}\na: 2", "line 3, column 1: `a` is given twice."),
        ("a: &x [1]\nb: *x", "line 1, column 4: Anchors and aliases are not read here."),
        ("a: &x [1]\nb: *x", "line 2, column 4: Anchors and aliases are not read here."),
        ("a: !!python/name:os.system x", "line 1, column 4: Tags are not read here."),
        ("a: !!binary x", "line 1, column 4: Tags are not read here."),
        ("1: a", "line 1, column 1: A key is text; put it in quotes."),
        ("[a]: b", "line 1, column 1: A key is text; put it in quotes."),
        ('a: "b\\0c"', "line 1, column 4: The text holds a character nobody can see."),
        ('a: "b\\u202Ec"', "line 1, column 4: The text holds a character nobody can see."),
    ],
)
def test_spelling_that_could_mislead_is_refused_with_its_line(text, problem):
    assert problem in faults(text)


@pytest.mark.parametrize(
    "text",
    ["", "just words", "[]", "a: [", "a: b\n--- \nc: d", "\ta: b", "a: \x07", "\ud800"],
)
def test_what_is_no_catalogue_is_refused_as_one(text):
    assert faults(text)


def test_nesting_has_a_bottom():
    (problem,) = faults("[" * 5_000)

    assert "nested deeper than 20" in problem


def test_a_file_larger_than_a_mebibyte_is_refused_unread():
    assert faults("#" * (1024 * 1024 + 1)) == ("file: It is larger than 1024 KiB.",)


def test_words_that_yaml_would_turn_into_something_else_stay_text():
    unquoted = TEXT.replace("published: '2026-11-23'", "published: 2026-11-23")

    assert unquoted != TEXT
    assert catalogues.load(unquoted).sha256 == SHIPPED.sha256


def test_a_file_is_read_like_its_text(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(TEXT, "utf-8")

    assert catalogues.read_file(file).sha256 == SHIPPED.sha256


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a: \xff", "file: Byte 3 is not UTF-8."),
        (b"#" * (1024 * 1024 + 2), "file: It is larger than 1024 KiB."),
    ],
)
def test_a_file_that_cannot_be_text_is_refused(tmp_path, content, problem):
    file = tmp_path / "own.yaml"
    file.write_bytes(content)

    with pytest.raises(CatalogueError) as raised:
        catalogues.read_file(file)
    assert raised.value.problems == (problem,)
