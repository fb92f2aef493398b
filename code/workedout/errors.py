"""What can go wrong that is not a bug. The command line catches these, and nothing else."""


class WorkedOutError(Exception):
    """A fault with one clear message: what is wrong, and what to do about it."""
