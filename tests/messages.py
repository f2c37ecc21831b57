"""Every text that translators are given: `_()` and `ngettext()` of templates, `N_()` of the code.

`python -m tests.messages` (`make messages`) writes them to `tracker/web/locales/tracker.pot`.
"""

from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

PACKAGE = Path(__file__).parent.parent / "tracker"
PAPER = PACKAGE / "web" / "locales" / "tracker.pot"
_TEMPLATES = "**/templates/**.html"
_METHODS = [("**.py", "python"), (_TEMPLATES, "jinja2.ext:babel_extract")]
_OPTIONS: dict[str, dict[str, Any]] = {_TEMPLATES: {"silent": "false"}}
"""A template that cannot be read is an error; else its texts would be left out."""
_WORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


@cache
def gathered() -> Catalog:
    """The texts as they stand in the source now, with where each stands."""
    catalogue = Catalog(project="wego-pilot-tracker", charset="utf-8")
    found = extract_from_dir(
        PACKAGE, method_map=_METHODS, options_map=_OPTIONS, keywords=_WORDS, comment_tags=()
    )
    for name, line, message, _comments, context in found:
        catalogue.add(message, locations=[(f"tracker/{name}", line)], context=context)
    return catalogue


@cache
def given() -> frozenset[str]:
    """Each text by itself, one and many of what is counted too."""
    ids = [message.id for message in gathered() if message.id]
    return frozenset(text for one in ids for text in (one if isinstance(one, tuple) else (one,)))


if __name__ == "__main__":
    PAPER.parent.mkdir(exist_ok=True)
    with PAPER.open("wb") as paper:
        write_po(paper, gathered(), sort_by_file=True)
    print(f"{len(gathered())} texts in {PAPER}")
