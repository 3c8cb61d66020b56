"""What an extra installs and is not there: said in one line, with the cure."""

from __future__ import annotations


class NotInstalled(ImportError):
    """A library that an extra brings is missing; the message says what to install."""


def needs(what: str, library: str, extra: str) -> NotInstalled:
    """Return what to raise where a library is missing.

    Examples
    --------
    >>> print(needs("Sobol indices", "SALib", "discovery"))
    Sobol indices need SALib; install it: pip install 'tracktwo[discovery]'
    """
    verb = "need" if what.endswith("s") else "needs"
    return NotInstalled(f"{what} {verb} {library}; install it: pip install 'tracktwo[{extra}]'")
