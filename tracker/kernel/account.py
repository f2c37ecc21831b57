"""Who runs the program on this machine."""

import os
import pwd


def account() -> str:
    """The account of this machine that runs the program, as the system knows it.

    By the process's own user id: what the environment says is not looked at.
    """
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under a number alone
        return str(os.getuid())
