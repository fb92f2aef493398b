"""Python's texts as syntax trees, also while other threads parse theirs.

Now and then a sound text ends in a SystemError, "AST constructor recursion depth mismatch"
(python/cpython#106905): the depth is counted in one number for all threads of a process. Pages are
executed in threads while others are read; what fails so is parsed again.
"""

import ast

ATTEMPTS = 5  # two threads must meet within microseconds, each time anew


def parsed(source: str | bytes) -> ast.Module:
    """The syntax tree of a text.

    Raises:
        SyntaxError: it is no valid Python.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return ast.parse(source)
        except SystemError:
            continue
    return ast.parse(source)
