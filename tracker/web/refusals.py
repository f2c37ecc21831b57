"""What is said to somebody whose role may not do an act: both in words, never their codes."""

from tracker.kernel.actor import Actor
from tracker.kernel.saying import Filled
from tracker.process.policy import Act
from tracker.web.language import N_
from tracker.web.words import MEMBERS


def not_granted(actor: Actor, act: Act) -> Filled:
    """The sentence for whoever acts in a role that the policy does not grant the act."""
    return Filled(
        N_("The role “%(role)s” may not %(act)s."),
        role=Filled(MEMBERS[f"Role.{actor.role.value}"]),
        act=Filled(act.doing),
    )
