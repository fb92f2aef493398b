"""What the playground shows and says: weights, gradients, pictures, announcements."""

import re

import pytest
from playwright.sync_api import Page, expect


def expected_readout(page: Page, settings: str, path: str) -> list[float]:
    """Value, gradient over all points and over the next batch, by the core."""
    return page.evaluate(
        """([text, path]) => {
            const {values} = playgroundSettings.parse(text), {steps} = values;
            const training = new playgroundTraining.Training(values);
            while (training.steps < steps) training.step();
            const {network, points} = training;
            const rows = Int32Array.from({length: points.train.count}, (_, row) => row);
            const [l, part, at] = JSON.parse(path);
            return [network.layers[l], ...[rows, training.batch()].map((some) =>
                playgroundInspection.gradientsOver(network, points.train, some)[l])]
                .map((layer) => layer[part][at]);
        }""",
        [settings, path],
    )


def readout(page: Page) -> tuple[str, list[float]]:
    box = page.locator(".wo-pg-readout")
    numbers = box.locator("dd").all_text_contents()[:3]
    name = box.locator("b").text_content()
    return name, [float(text.replace("−", "-")) for text in numbers]


def middle_of(page: Page, name: str) -> tuple[float, float]:
    item = page.get_by_role("option", name=name, exact=True)
    item.scroll_into_view_if_needed()
    box = item.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# Places on each line of the network, in the middle third of its length.
PLACES = """(lines) => lines.map((line) => {
    const {x, y} = line.getPointAtLength(0.4 * line.getTotalLength())
        .matrixTransform(line.getScreenCTM());
    return [line.getAttribute("aria-label").split(":")[0], x, y];
})"""


def test_pointing_at_a_weight_shows_its_value_and_gradient(show):
    settings = "hidden=3,2&activation=tanh&seed=1&steps=40"
    page = show(settings)
    item = page.get_by_role("option", name="weight from unit 3 of layer 1 to unit 2 of layer 2")
    ((_, *place),) = item.evaluate_all(PLACES)
    page.mouse.move(*place)
    name, numbers = readout(page)
    assert name == "Weight from unit 3 of layer 1 to unit 2 of layer 2"
    assert numbers == pytest.approx(expected_readout(page, settings, '[1, "weights", 5]'), rel=5e-3)
    page.mouse.move(5, 5)
    expect(page.locator(".wo-pg-readout")).to_contain_text("Point at a line")


@pytest.mark.parametrize("width", [1280, 375])
def test_every_line_of_2_8_8_1_can_be_pointed_at(show, width):
    page = show("hidden=8,8", viewport={"width": width, "height": 2400})
    places = page.locator("[role=option][aria-label^=weight]").evaluate_all(PLACES)
    assert len(places) == 2 * 8 + 8 * 8 + 8
    shown = page.evaluate(
        """(places) => places.map(([, clientX, clientY]) => {
            document.querySelector("#pg-diagram").dispatchEvent(
                new PointerEvent("pointermove", {clientX, clientY, pointerType: "mouse"}));
            return document.querySelector(".wo-pg-readout b")?.textContent.toLowerCase();
        })""",
        places,
    )
    assert shown == [name for name, *_ in places]


def test_pointing_at_a_unit_shows_its_bias_and_its_output_over_the_plane(show):
    settings = "hidden=3,2&steps=40"
    page = show(settings)
    before = page.locator(".wo-pg-plane").evaluate("canvas => canvas.toDataURL()")
    page.mouse.move(*middle_of(page, "bias of unit 2 of layer 1"))
    name, numbers = readout(page)
    assert name == "Bias of unit 2 of layer 1"
    assert numbers == pytest.approx(expected_readout(page, settings, '[0, "biases", 1]'), rel=5e-3)
    expect(page.locator(".wo-pg-right .wo-pg-caption")).to_contain_text("unit 2 of layer 1")
    assert page.locator(".wo-pg-plane").evaluate("canvas => canvas.toDataURL()") != before


def test_a_finger_shows_the_same_and_it_stays(show):
    page = show("hidden=3", has_touch=True, viewport={"width": 375, "height": 812})
    page.touchscreen.tap(*middle_of(page, "bias of unit 2 of layer 1"))
    page.wait_for_timeout(200)
    assert readout(page)[0] == "Bias of unit 2 of layer 1"


def test_a_gradient_that_is_exactly_zero_is_shown_as_zero(show):
    page = show("start=zeros&lines=gradients")
    kinds = page.locator("[role=option]").evaluate_all(
        "lines => lines.map(line => line.classList[1])"
    )
    assert sorted(set(kinds)) in (["negative", "zero"], ["positive", "zero"])
    assert len(kinds) - kinds.count("zero") == 1
    page.locator("#pg-diagram").focus()
    page.keyboard.press("Tab")
    page.locator("#pg-diagram").focus()
    page.keyboard.press("Home")
    assert page.locator(".wo-pg-readout dd").nth(1).text_content() == "0"


def test_the_keyboard_alone_trains_and_inspects(show):
    page = show("hidden=3,2")
    run = page.get_by_role("button", name="Run", exact=True)
    run.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".wo-pg-numbers b").first).to_have_text("0 + 1 step")
    page.get_by_label("Lines show").focus()
    page.keyboard.press("Tab")
    active = page.locator("#pg-diagram:focus")
    names = []
    for key in (
        "ArrowDown",
        "ArrowRight",
        "ArrowUp",
        "PageDown",
        "PageDown",
        "PageUp",
        "End",
        "Home",
    ):
        page.keyboard.press(key)
        label = page.locator(f"#{active.get_attribute('aria-activedescendant')}")
        expect(label).to_have_attribute("aria-selected", "true")
        names.append(label.get_attribute("aria-label"))
        assert re.search(r": value \S+, gradient \S+$", names[-1])
    assert [name.partition(":")[0] for name in names] == [
        "weight from x₁ to unit 1 of layer 1",
        "weight from x₂ to unit 1 of layer 1",
        "weight from x₁ to unit 1 of layer 1",
        "bias of unit 1 of layer 2",
        "bias of the output",
        "bias of unit 1 of layer 2",
        "weight from unit 2 of layer 2 to the output",
        "bias of unit 1 of layer 1",
    ]
    page.keyboard.press("Escape")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('.wo-pg-diagram')")


def test_epoch_and_loss_are_announced_after_each_act_and_seldom_while_it_runs(show):
    page = show()
    status = page.get_by_role("status")
    page.press("Epoch")
    _, train, held_out = page.line()
    expect(status).to_contain_text(f"Epoch 1, loss {train:#.4g} on the points trained on")
    expect(status).to_contain_text(f"{held_out:#.4g} on the points held out")
    page.evaluate(
        """() => {
            window.said = 0;
            new MutationObserver(() => { window.said++; })
                .observe(document.querySelector('[role=status]'), {childList: true});
        }"""
    )
    page.press("Run")
    page.wait_for_timeout(1500)
    assert page.evaluate("window.said") == 0
    page.press("Pause")
    assert page.evaluate("window.said") == 1


def drawings_while_it_runs(page: Page) -> int:
    """How often the numbers change in two seconds."""
    page.evaluate(
        """() => {
            window.drawn = 0;
            new MutationObserver(() => { window.drawn++; })
                .observe(document.querySelector('.wo-pg-numbers b'), {childList: true});
        }"""
    )
    page.press("Run")
    page.wait_for_timeout(2000)
    return page.evaluate("window.drawn")


def test_readers_who_prefer_less_motion_see_a_picture_a_second(show):
    calm = show(reduced_motion="reduce")
    assert 1 <= drawings_while_it_runs(calm) <= 3
    assert drawings_while_it_runs(show()) > 5
    calm.press("Pause")
    assert calm.line()[0] > 3


def test_the_pictures_follow_the_colour_scheme(show):
    page = show("steps=100")
    canvases = page.locator("canvas")
    take = "all => all.map(canvas => canvas.toDataURL())"
    light = canvases.evaluate_all(take)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_timeout(200)
    dark = canvases.evaluate_all(take)
    assert len(light) == 3
    assert [a == b for a, b in zip(light, dark, strict=True)] == [False, False, False]
