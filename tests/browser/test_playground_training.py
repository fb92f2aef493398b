"""The playground trains: steps, epochs, reset, seeds, changes by hand."""

from playwright.sync_api import expect


def test_a_step_is_a_batch_and_an_epoch_goes_to_its_end(show):
    page = show("count=40&batch=6")  # twenty to train on: four batches
    first = page.weights()
    page.press("Step", 3)
    expect(page.locator(".wo-pg-numbers b").first).to_have_text("0 + 3 steps")
    assert page.settings()["steps"] == "3"
    page.press("Epoch")
    expect(page.locator(".wo-pg-numbers b").first).to_have_text("1")
    page.press("Epoch")
    assert page.settings()["steps"] == "8"
    assert page.weights() != first


def test_reset_goes_back_to_the_first_weights_of_the_seed(show):
    page = show("hidden=5,3&seed=8")
    first, losses = page.weights(), page.line()
    page.press("Epoch", 3)
    assert page.weights() != first
    page.press("Reset")
    assert page.weights() == first
    assert page.line() == losses
    assert page.settings() == {"hidden": "5,3", "seed": "8"}
    page.press("Run")
    page.press("Reset")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_visible()
    assert page.weights() == first


def test_the_next_seed_starts_elsewhere_and_can_be_taken_back(show):
    page = show("seed=2147483646")
    first = page.weights()
    page.press("Next seed")
    assert page.settings()["seed"] == "2147483647"
    assert page.weights() != first
    page.press("Next seed")  # there is none after the last
    assert page.settings() == {}
    page.get_by_label("Seed", exact=True).fill("2147483646")
    page.get_by_label("Seed", exact=True).press("Tab")
    assert page.weights() == first


def test_a_changed_setting_starts_again(show):
    page = show("steps=50")
    page.get_by_label("Learning rate").fill("0.1")
    page.get_by_label("Learning rate").press("Tab")
    assert page.settings() == {"rate": "0.1"}
    page.get_by_label("Axis of the loss").select_option("log")
    page.press("Epoch")
    assert page.settings()["steps"] == "25"
    page.get_by_label("Points shown").select_option("both")  # a view is no setting of the run
    assert page.settings()["steps"] == "25"


def test_steps_that_are_too_long_end_the_run_and_say_why(show):
    page = show("output=none&rate=100&speed=fast")
    page.press("Run")
    expect(page.get_by_role("alert")).to_contain_text("no longer finite")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_visible()


def test_layers_and_units_can_be_added_and_taken_away_by_hand(show):
    page = show()
    hidden = page.get_by_label("Hidden layers")
    for name, expected in {
        "One layer more": "4,2,2",
        "One unit more in layer 2": "4,3,2",
        "One unit less in layer 3": "4,3,1",
        "One layer less": "4,3",
    }.items():
        page.press(name)
        expect(hidden).to_have_value(expected)
    hidden.fill("1")
    hidden.press("Tab")
    page.press("One unit less in layer 1")  # there is no layer without units
    expect(hidden).to_have_value("1")
    page.press("One layer less")
    expect(hidden).to_have_value("none")


def test_the_python_is_that_of_the_state(show):
    page = show("hidden=3&seed=4&steps=60")
    expected = page.evaluate(
        "playgroundPython.python(playgroundSettings.parse('hidden=3&seed=4').values, 3)"
    )
    page.get_by_text("The same run in Python").click()
    expect(page.locator("pre code").last).to_have_text(expected)
    assert "Plane((3,)" in expected
