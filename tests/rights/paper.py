"""`docs/rights.md`: the policy as a table that people review, and the matrix is held against.

`python -m tests.rights.paper` prints the policy as it is into it; what changed is then reviewed.
"""

import re
from pathlib import Path

from tracker.kernel.actor import Role
from tracker.process.policy import FORMAL, POLICY, Act, Relation

PAPER = Path(__file__).parents[2] / "docs" / "rights.md"
_LETTER = {
    Relation.ANY: "any",
    Relation.ASSIGNED: "assigned",
    Relation.OWN_ORGANISATION: "own city or firm",
    Relation.OWN: "own",
}
_HEAD = """# Rights

Who may do what, printed from `tracker/process/policy.py`; do not edit it by hand.
Tests hold every route against this page, so that a changed line of the policy is noticed.

- **any**: whatever the person sees; **assigned**: in projects that the person, or their
  organisation, has a part in today; **own city or firm**: what belongs to the person's
  organisation; **own**: what is the person's own.
- What somebody sees is said by `visible_to` of each feature: the office sees all projects from the
  day their proposal is handed in, a city and a firm those they have a part in, an observer those
  that were selected.
- Acts marked * are formal: on a page a factor is shown shortly before.

"""


def printed() -> str:
    """The page, as the policy is now."""
    lines = [f"| act | {' | '.join(role.value for role in Role)} |"]
    lines.append("|---|" + "---|" * len(Role))
    for act in Act:
        granted = [_LETTER[POLICY[act][role]] if role in POLICY[act] else "" for role in Role]
        mark = "*" if act in FORMAL else ""
        lines.append(f"| `{act.value}`{mark} | {' | '.join(granted)} |")
    return _HEAD + "\n".join(lines) + "\n"


def reviewed() -> dict[Act, frozenset[Role]]:
    """Who may do what by the page that was reviewed."""
    found: dict[Act, frozenset[Role]] = {}
    for line in PAPER.read_text().splitlines():
        named = re.match(r"\| `([a-z_.]+)`\*? \| (.*) \|$", line)
        if named is not None:
            cells = [cell.strip() for cell in named[2].split("|")]
            granted = (role for role, cell in zip(Role, cells, strict=True) if cell)
            found[Act(named[1])] = frozenset(granted)
    return found


if __name__ == "__main__":
    PAPER.write_text(printed())
