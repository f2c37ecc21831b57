"""`tracker/web/locales/tracker.pot`: every text of ours that translators are given.

`python -m tests.messages` gathers them: `_()` and `ngettext()` of templates, `N_()` of the code.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

PACKAGE = Path(__file__).parent.parent / "tracker"
PAPER = PACKAGE / "web" / "locales" / "tracker.pot"
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
_WORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def gathered() -> str:
    """The template of catalogues; without line numbers, so that it changes with texts alone."""
    catalogue = Catalog(project="wego-pilot-tracker", charset="utf-8")
    found = extract_from_dir(PACKAGE, method_map=_METHODS, keywords=_WORDS)
    for name, _line, message, _comments, context in sorted(found, key=lambda one: str(one[2])):
        catalogue.add(message, locations=[(f"tracker/{name}", 0)], context=context)
    written = BytesIO()
    write_po(written, catalogue, omit_header=True, include_lineno=False, sort_output=True)
    return written.getvalue().decode()


if __name__ == "__main__":
    PAPER.write_text(gathered(), encoding="utf-8")
