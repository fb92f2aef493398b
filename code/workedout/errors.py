"""What can go wrong that is not a bug. The command line catches these, and nothing else."""

from workedout.plain import plain


class WorkedOutError(Exception):
    """A fault with one clear message: what is wrong, and what to do about it."""

    def __str__(self) -> str:
        return plain(super().__str__())
