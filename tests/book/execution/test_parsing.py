"""A text is parsed although another thread disturbs it, and an unsound one is refused."""

import ast

import pytest

from workedout_book.execution import parsing
from workedout_book.execution.parsing import ATTEMPTS, parsed


@pytest.fixture
def disturbed(monkeypatch):
    """Let so many attempts end as they do where threads meet; gives the texts that were tried."""
    tried = []

    def disturb(times):
        real = ast.parse

        def parse(source):
            tried.append(source)
            if len(tried) <= times:
                raise SystemError("AST constructor recursion depth mismatch (before=78, after=27)")
            return real(source)

        monkeypatch.setattr(parsing.ast, "parse", parse)
        return tried

    return disturb


def test_a_text_that_was_disturbed_is_parsed_again(disturbed):
    tried = disturbed(ATTEMPTS - 1)
    assert ast.dump(parsed("a = 1")) == ast.dump(parsed(b"a = 1"))
    assert len(tried) == ATTEMPTS + 1


def test_what_fails_each_time_is_an_error(disturbed):
    disturbed(ATTEMPTS)
    with pytest.raises(SystemError):
        parsed("a = 1")


def test_what_is_no_python_is_refused_at_once(disturbed):
    tried = disturbed(0)
    with pytest.raises(SyntaxError):
        parsed("a =")
    assert len(tried) == 1
