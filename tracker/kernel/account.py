"""Who runs the program on this machine."""

import os
import pwd


def account() -> str:
    """The name of the account of this machine that runs the program.

    By the user id of the process; environment variables such as USER are not looked at.
    """
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under a number alone
        return str(os.getuid())
