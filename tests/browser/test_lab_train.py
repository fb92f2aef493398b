"""The second half of the digits lab: a training in the page, and six ways to break it."""

import gzip

import pytest
import torch
from lab_book import ASSETS
from playwright.sync_api import expect

from workedout.data.lab_digits import shades, steps
from workedout.data.mnist import pocket_pixels
from workedout_book.interactive.lab import CORE, STYLE, VIEW

HELD_OUT = r"/held out, loss ([\d.]+), ([\d.]+)/"
# Each button, and a check that names what it does.
BREAKS = {
    "all weights 0": "one batch",
    "a hundred times the rate": "rate",
    "digits sorted by label": "order",
    "raw pixels, 0 to 255": "first loss",
    "a second softmax": "one batch",
    "gradients that are not zeroed": "gradient",
}


def held_out(page) -> float:
    """The accuracy on the held-out digits, in percent, as shown; 0 before there is one."""
    found = page.evaluate(
        f"(document.querySelector('.wo-lab-line').textContent.match({HELD_OUT}) ?? [])[2]"
    )
    return float(found or 0)


def at_rest(page) -> None:
    page.wait_for_function("!labPage.labs[0].halves.train.awake", timeout=120_000)


def test_a_training_gets_beyond_nine_in_ten_on_digits_held_out(lab):
    page = lab("room=train")
    page.press("Run")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_visible(timeout=120_000)
    at_rest(page)
    assert held_out(page) > 90
    assert page.address() == "room=train&steps=500"
    page.get_by_text("The numbers of the curves").click()
    assert len(page.rows("Loss and accuracy over the epochs")) == 11


def test_an_address_restores_a_training_to_the_last_digit(lab):
    page = lab("room=train&units=8&seed=3")
    at_rest(page)
    page.press("Step")
    at_rest(page)
    page.press("Epoch")
    at_rest(page)
    assert page.address() == "room=train&units=8&seed=3&steps=100"
    again = lab(page.address())
    again.wait_for_function("labPage.labs[0].halves.train.run.steps === 100", timeout=60_000)
    weights = """() => labPage.labs[0].halves.train.run.network.layers
        .flatMap(({weights}) => Array.from(weights))"""
    assert again.evaluate(weights) == page.evaluate(weights)
    page.press("Reset")
    at_rest(page)
    assert page.address() == "room=train&units=8&seed=3"


@pytest.mark.parametrize(("name", "check"), BREAKS.items(), ids=BREAKS)
def test_each_way_to_break_it_is_named_by_the_checklist(lab, name, check):
    page = lab("room=train&units=8&epochs=1")
    page.press(name)
    line = page.locator(".wo-lab-checks li", has=page.get_by_text(check, exact=True))
    expect(line).to_have_class("false", timeout=120_000)
    expect(line).to_contain_text("look here")
    page.press("Mend it")
    expect(page.locator(".wo-lab-checks li.false")).to_have_count(0)
    assert page.address() == "room=train"


def test_the_checklist_of_a_sound_training_finds_nothing(lab):
    page = lab("room=train&units=16&batch=100")
    page.press("Go through the checklist")
    expect(page.get_by_text("The checklist finds nothing.")).to_be_visible(timeout=120_000)
    expect(page.locator(".wo-lab-checks li.true")).to_have_count(6)


def test_a_convolutional_network_is_trained_and_its_kernels_are_shown(lab):
    page = lab("room=train&architecture=convolutional&steps=4")
    page.wait_for_function("labPage.labs[0].halves.train.run.steps === 4", timeout=60_000)
    expect(page.get_by_role("img", name="Kernels of convolution 1")).to_be_visible()
    expect(page.get_by_label("Hidden units")).to_be_disabled()
    expect(page.locator(".wo-lab pre")).to_contain_text("Bench((4, 8)")


def test_a_control_changes_the_training_and_what_is_typed_badly_is_told(lab):
    page = lab("room=train")
    page.get_by_label("Optimizer").select_option("adam")
    assert page.address() == "room=train&optimizer=adam"
    page.get_by_label("Learning rate").fill("-1")
    page.get_by_label("Learning rate").press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("“rate” cannot be “-1”")
    expect(page.get_by_label("Learning rate")).to_have_value("0.1")


def test_the_page_s_digits_are_the_pocket_set_in_thirty_two_shades(lab):
    page = lab("room=train")
    images, labels = page.evaluate(
        """() => {
            const {train, heldOut} = labPage.labs[0].halves.train.digits;
            const text = (part) => Array.from(part, (one) => String.fromCharCode(one)).join("");
            return [text(train.images) + text(heldOut.images),
                    text(train.labels) + text(heldOut.labels)];
        }"""
    )
    parts = pocket_pixels()
    expected = torch.cat([part[0] for part in parts]).numpy()
    found = torch.frombuffer(bytearray(images, "latin-1"), dtype=torch.uint8).view(-1, 28, 28)
    assert torch.equal(found, torch.from_numpy(shades(steps(expected))))
    assert list(labels.encode("latin-1")) == torch.cat([part[1] for part in parts]).tolist()


def test_the_lab_s_own_files_weigh_less_than_700_kilobytes(lab_file):
    data = (lab_file.parent / "_static" / "lab" / "data").glob("*.js")
    files = [*data, *(ASSETS / name for name in (*CORE, *VIEW, STYLE))]
    weighed = {file.name: len(gzip.compress(file.read_bytes(), mtime=0)) for file in files}
    assert {"dense.js", "digits.js", "hardest.js", "convolution.js"} <= set(weighed)
    assert sum(weighed.values()) < 700_000
