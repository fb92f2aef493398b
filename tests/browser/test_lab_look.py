"""The first half of the digits lab, from the disk: a digit, and every number on its way."""

import pytest
import torch
from lab_book import SEVEN
from measures import AXE, OVERFLOW
from playwright.sync_api import expect

from workedout.data.lab_digits import shades, steps
from workedout.data.mnist import pocket_pixels, to_examples
from workedout.records.lookup import kept_network

ACTIVE = 2  # the layer of the dense network with its ReLU
POCKET = 116  # a seven with a bar


@pytest.fixture(scope="module")
def dense():
    return kept_network("lab-dense").network


@pytest.fixture(scope="module")
def seven():
    """The seven with a bar, as the lab has it: in 32 shades."""
    image = torch.from_numpy(shades(steps(pocket_pixels()[0][0][POCKET].numpy())))
    return to_examples(image[None], torch.tensor([7])).inputs


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_a_seven_that_is_drawn_with_the_mouse_is_read(lab):
    page = lab()
    page.draw(SEVEN)
    assert page.answer() == 7
    expect(page.locator(".wo-lab-summary")).to_contain_text("784-100-10: 7 with")
    assert page.address().startswith("ink=p")
    assert lab(page.address()).answers() == page.answers()


def test_a_seven_that_is_drawn_by_keyboard_is_read(lab):
    page = lab()
    page.get_by_role("application", name="Drawing area").focus()
    keys = {"left": "ArrowLeft", "right": "ArrowRight", "up": "ArrowUp", "down": "ArrowDown"}
    walk = [("left", 7), ("up", 8), (" ", 1), ("right", 14), *[("down", 2), ("left", 1)] * 9]
    for key, times in walk:
        for _ in range(times):
            page.keyboard.press(keys.get(key, key))
    assert page.answer() == 7
    expect(page.locator(".wo-lab-pad .wo-lab-said")).to_have_text("Pen down: 12 across, 24 down")
    page.keyboard.press("Backspace")
    expect(page.locator(".wo-lab-summary")).to_contain_text("Draw a digit")


def test_a_bar_can_be_erased_and_put_back(lab):
    page = lab(f"source=pocket&digit={POCKET}")
    before = page.answers()
    page.press("Eraser")
    page.draw([[(0.45, 0.45), (0.9, 0.5)]])
    after = page.answers()
    assert after != before
    assert "ink=e" in page.address()
    page.press("Undo")
    assert page.answers() == before


def test_every_product_of_one_unit_can_be_read(lab, dense, seven):
    page = lab(f"source=pocket&digit={POCKET}&value={ACTIVE}-17")
    reading = page.locator(".wo-lab-reading")
    reading.get_by_text("All 784 products").click()
    rows = page.rows("All products, in order")
    linear = dense[1]
    inputs, weights = seven.flatten(), linear.weight[17].detach()
    assert [row[0] for row in rows[27:29]] == ["row 1, col. 28", "row 2, col. 1"]
    expected = torch.stack([inputs, weights, inputs * weights], dim=1).flatten().tolist()
    shown = [number(text) for row in rows for text in row[1:]]
    assert shown == pytest.approx(expected, rel=1e-3, abs=1e-5)
    products, bias = (inputs * weights).sum().item(), linear.bias[17].item()
    numbers = {
        part.locator("dt").text_content(): number(part.locator("dd").text_content())
        for part in reading.locator("dl > div").all()
    }
    assert numbers["sum of 784 products"] == pytest.approx(products, rel=1e-3)
    assert numbers["bias"] == pytest.approx(bias, rel=1e-3)
    assert numbers["together"] == pytest.approx(products + bias, rel=1e-3)
    largest = [abs(number(row[3])) for row in page.rows("The largest products")]
    assert largest == sorted(largest, reverse=True)
    assert len(largest) == 10


def test_the_probabilities_are_those_of_pytorch(lab, dense, seven):
    page = lab(f"source=pocket&digit={POCKET}&value=4-7")
    with torch.no_grad():
        probabilities = dense(seven).softmax(dim=1)[0]
    assert page.answers() == pytest.approx((100 * probabilities).tolist(), abs=0.06)
    rows = page.rows("Softmax: less the largest logit")
    assert [number(row[4]) for row in rows] == pytest.approx(probabilities.tolist(), rel=1e-2)


def test_a_window_of_a_convolution_has_its_kernel_and_a_maximum_its_window(lab):
    page = lab(f"source=pocket&digit={POCKET}&network=convolution&value=0-300")
    assert len(page.rows("The largest products")) == 9
    expect(page.locator(".wo-lab-window")).to_have_count(1)
    page = lab(f"source=pocket&digit={POCKET}&network=convolution&value=3-50")
    window = page.rows("The window; the largest goes on")
    values = [number(row[1]) for row in window]
    assert [row[2] for row in window].count("the largest") == 1
    assert window[values.index(max(values))][2] == "the largest"


def test_derivatives_are_those_of_autograd(lab, dense, seven):
    page = lab(f"source=pocket&digit={POCKET}&show=gradients&value={ACTIVE}-17")
    inputs = seven.clone().requires_grad_()
    dense.zero_grad()
    torch.nn.functional.cross_entropy(dense(inputs), torch.tensor([7])).backward()
    page.get_by_text("All 784 derivatives").click()
    rows = page.rows("All derivatives, in order")
    expected = dense[1].weight.grad[17].tolist()
    assert [number(row[3]) for row in rows] == pytest.approx(expected, rel=1e-2, abs=1e-9)
    image = page.get_by_role("slider", name="the image")
    image.focus()
    page.keyboard.press("End")
    shown = number(image.get_attribute("aria-valuetext").rpartition(": ")[2])
    assert shown == pytest.approx(inputs.grad.flatten()[-1].item(), rel=1e-2)


def test_a_value_is_chosen_with_the_arrow_keys_and_told(lab):
    page = lab(f"source=pocket&digit={POCKET}")
    units = page.get_by_role("slider", name="layer 2, ReLU")
    units.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert "value=2-11" in page.address()
    assert units.get_attribute("aria-valuetext").startswith("unit 12: ")
    expect(page.get_by_role("heading", name="Layer 2, ReLU: unit 12")).to_be_visible()


def test_a_unit_is_switched_off_and_on_again(lab):
    page = lab(f"source=pocket&digit={POCKET}&value={ACTIVE}-{most_active(lab)}")
    before = page.answers()
    page.locator(".wo-lab-reading").get_by_role("button", name="Switch unit").click()
    assert page.answers() != before
    assert "off=2-" in page.address()
    page.press("Switch all on")
    assert page.answers() == before


def most_active(lab) -> int:
    """The unit whose value is the largest, for the seven."""
    page = lab(f"source=pocket&digit={POCKET}")
    return page.evaluate(
        """() => { const {values} = labPage.labs[0].halves.look.traces.dense.layers[2];
            return values.indexOf(Math.max(...values)); }"""
    )


CHANGES = ["right=4", "down=-3", "turn=30", "missing=0.5", "white=0.2"]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_digit_changes_the_answers_and_can_be_taken_back(lab, change):
    plain = lab(f"source=pocket&digit={POCKET}").answers()
    page = lab(f"source=pocket&digit={POCKET}&{change}")
    assert page.answers() != plain
    page.press("Back to the digit")
    assert page.answers() == plain


def test_masks_spread_the_answers_about_the_one_without(lab):
    page = lab("source=pocket&digit=181&masks=40")
    rows = page.rows("Probabilities under the masks")
    assert sum(int(row[5].split()[0]) for row in rows) == 40
    assert len({row[3] for row in rows}) > 1


def test_a_drawing_is_prepared_step_by_step_or_not_at_all(lab):
    page = lab("ink=p4b4bas4b77do")
    expect(page.locator(".wo-lab-way li")).to_have_count(3)
    fitted = page.answers()
    page.get_by_label("To 28 × 28").select_option("plain")
    expect(page.locator(".wo-lab-way li")).to_have_count(2)
    assert page.answers() != fitted


def test_misread_digits_and_a_picture_of_one_s_own_are_read(lab, tmp_path):
    from PIL import Image, ImageDraw

    assert lab("source=hardest&digit=3").get_by_text("It is a").is_visible()
    picture = Image.new("L", (300, 200), 255)
    ImageDraw.Draw(picture).line([(100, 40), (180, 40), (130, 170)], fill=0, width=16)
    picture.save(tmp_path / "seven.png")
    page = lab("source=picture")
    page.get_by_label("Picture of one digit").set_input_files(tmp_path / "seven.png")
    page.wait_for_function("location.hash.includes('pixels=')")
    assert page.answer() == 7
    assert lab(page.address()).answers() == page.answers()


def test_a_file_that_is_no_picture_is_refused_in_words(lab, tmp_path):
    (tmp_path / "seven.png").write_text("seven", encoding="utf-8")
    page = lab("source=picture")
    page.get_by_label("Picture of one digit").set_input_files(tmp_path / "seven.png")
    expect(page.get_by_role("alert")).to_have_text(
        "This file is no picture that the browser can show."
    )


def test_a_link_brings_its_text_along_and_a_bad_setting_is_told(lab):
    page = lab("source=pocket&digit=1&sauce=3")
    expect(page.get_by_role("alert")).to_have_text("There is no setting “sauce”.")
    page.get_by_role("link", name="a shifted digit").click()
    expect(page.locator(".wo-lab-task")).to_contain_text("Try a shifted digit, or a bar.")
    expect(page.get_by_label("Shift right")).to_have_value("4")
    page.locator(".wo-lab-task").get_by_role("link", name="a bar").click()
    expect(page.get_by_label("Shift right")).to_have_value("0")


def test_nothing_large_is_loaded_before_the_lab_is_opened(chromium, lab_file):
    asked = []
    page = chromium.new_page()
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(lab_file.as_uri())
    page.get_by_role("button", name="Open the lab").wait_for()
    assert not {"dense.js", "convolution.js", "digits.js", "hardest.js"} & set(asked)
    page.get_by_role("button", name="Open the lab").click()
    expect(page.locator(".wo-lab.open:not([aria-busy])")).to_be_visible()
    assert {"dense.js", "convolution.js"} <= set(asked)
    assert "digits.js" not in asked
    page.close()


STATES = {
    "look": f"source=pocket&digit={POCKET}&value=2-17&masks=20&off=2-3&right=1",
    "maps": f"source=pocket&digit={POCKET}&network=convolution&value=0-300&show=gradients",
    "train": "room=train&steps=50",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_sticks_out(lab, state, width, scheme):
    size = {"width": width, "height": 900}
    page = lab(STATES[state], viewport=size, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('.wo-lab details').forEach((e) => { e.open = true; })")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        """async () => (await axe.run(".wo-lab", {resultTypes: ["violations"]})).violations
            .flatMap((one) => one.nodes.map((node) => one.id + ": " + node.html.slice(0, 160)))"""
    )
    assert found == []
    assert page.evaluate(OVERFLOW) == []
