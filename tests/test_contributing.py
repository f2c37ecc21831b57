"""What newcomers are told of the code is so: the map of packages, and the files of the recipes."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_map_has_every_package_in_the_order_of_the_layers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]

    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", PAGE, re.MULTILINE)

    assert [row.replace("`", "").split(", ") for row in rows] == [
        layer.split(" | ") for layer in layers
    ]


def test_every_file_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:tracker|tests|docs)/[\w/.-]+)`", PAGE)

    assert len(named) > 40
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_it_is_read_in_one_sitting() -> None:
    assert len(PAGE.splitlines()) < 150
