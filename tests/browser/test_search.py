"""The search finds symbols, terms and wrong answers by the words that a student would type."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from student_questions import AFTER, BEFORE, WISHED

# What is typed, and the page, and where one answers it the section, that must be among the first
# three results.
QUESTIONS = [
    ("why is my ReLU dead", "signals/dying-relu", ""),
    ("neuron died", "back/glossary", "term-dead-unit"),
    ("64 57x57", "convolution/pretrained", "three-first-layers"),
    ("alexnet 224 or 227 pixels", "convolution/pretrained", "three-first-layers"),
    (
        "does xor need a hidden layer",
        "signals/logic",
        "xor-takes-2-layers-not-counting-the-output-layer",
    ),
    ("sigma", "notation", "tbl-training"),
    ("what does η mean", "notation", "tbl-training"),
    ("loss is stuck at 2.30", "training/loss", ""),
    ("my network gives 10 % accuracy", "training/diagnosis", ""),
    ("average loss 0.0004", "training/loss", ""),
    ("CrossEntropyLoss after softmax", "training/loss", ""),
    ("how many parameters does a conv layer have", "convolution/arithmetic", "how-many-parameters"),
    (
        "is max pooling translation invariant",
        "convolution/pooling",
        "wrong-pooling-makes-a-network-invariant-to",
    ),
    ("adam vs adamw weight decay", "training/weight-decay", "under-adam-in-the-loss-or-decoupled"),
    ("bias before batchnorm", "training/batch-norm", "the-bias-before-it-is-redundant"),
    ("vanishing gradients sigmoid slope 1/4", "signals/gradients", ""),
    ("how many seeds do I need", "training/hyperparameters", "how-many-seeds"),
    ("backpropogation", "signals/backpropagation", ""),
    ("numerical gradient step size", "signals/backpropagation", "finite-differences"),
    ("dropout at test time", "convolution/dropout", ""),
    ("overfitting", "training/generalisation", ""),
    ("early stopping", "training/schedules", "stopping-early"),
]
RESULT = "#search-results .search > li"


@pytest.fixture(scope="module")
def page(chromium: Browser, address: str) -> Iterator[Page]:
    page = chromium.new_context(base_url=address).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.context.close()
    assert errors == []


def ask(page: Page, question: str) -> list[str]:
    """Type a question on the page of results, and return where the results lead, best first."""
    page.goto("/search.html")
    field = page.locator(".bd-search-container input[name=q]")
    field.fill(question)
    field.press("Enter")
    page.locator(".search-summary:not(:empty)").wait_for(state="attached")
    links = page.locator(f"{RESULT} > a").evaluate_all(
        "links => links.map(link => new URL(link.href).pathname + new URL(link.href).hash)"
    )
    return [str(link) for link in links]


@pytest.mark.parametrize(
    ("question", "name", "section"), QUESTIONS, ids=[question for question, *_ in QUESTIONS]
)
def test_the_answer_is_among_the_first_three(page, question, name, section):
    where = f"/book/{name}.html"
    first = ask(page, question)[:3]
    if section:
        assert f"{where}#{section}" in first
    else:
        assert where in [link.partition("#")[0] for link in first]


ASKED = WISHED | BEFORE | AFTER
LEAST = 45


def test_most_of_what_students_ask_is_answered_among_the_first_three(page):
    assert len(ASKED) == 50
    missed = []
    for question, right in ASKED.items():
        first = [link.removeprefix("/book/").partition(".html")[0] for link in ask(page, question)]
        if not right & set(first[:3]):
            missed.append((question, first[:3]))
    assert len(ASKED) - len(missed) >= LEAST, missed


def test_each_right_page_is_one_of_the_book(site):
    right = set().union(*ASKED.values())
    assert [name for name in sorted(right) if not (site / f"book/{name}.html").is_file()] == []


@pytest.mark.parametrize("question", [*WISHED, "gradient", "deep convolutional networks"])
def test_the_index_and_the_bibliography_come_after_every_chapter(page, question):
    found = [link.partition(".html")[0].removeprefix("/book/") for link in ask(page, question)]
    is_after = [name in ("index", "back/bibliography") for name in found]
    assert is_after == sorted(is_after)


def test_a_result_leads_to_a_place_that_is_there(page):
    for link in ask(page, "sigma")[:3]:
        page.goto(link)
        assert page.locator(f"[id='{link.partition('#')[2]}']").count() == 1


def test_the_words_of_the_question_are_set_off_and_no_others(page):
    ask(page, "why is my ReLU dead")
    marked = page.locator(f"{RESULT} mark").all_text_contents()
    assert {word.lower() for word in marked} >= {"relu", "dead"}
    assert not {word.lower() for word in marked} & {"why", "is", "my"}


def test_an_excerpt_shows_what_was_asked_for(page):
    ask(page, "64 57x57")
    assert "57 × 57" in page.locator(f"{RESULT} p.context").first.inner_text()
