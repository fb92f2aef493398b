"""A digit of one's own: MNIST's digits, drawn large on paper, come back as they were."""

import numpy as np
import pytest
import torch
from PIL import Image

import workedout as wo
from workedout.data.mnist import MEAN, STANDARD_DEVIATION, pocket_pixels
from workedout.data.own_digits import averaged, digit_from_file, prepared, shrunk
from workedout.data.photographs import PhotographError
from workedout.errors import WorkedOutError

IMAGES = pocket_pixels()[1][0][:60].numpy()


def saved(folder, shades, name="digit.png"):
    path = folder / name
    Image.fromarray(np.uint8(shades)).save(path)
    return path


def drawn(image, larger=9, paper=255, left=70, top=15):
    """A digit of MNIST in dark ink, enlarged, away from the middle of a sheet."""
    ink = np.kron(image.astype(float), np.ones((larger, larger)))
    sheet = np.pad(ink, ((top, 40), (left, 5)))
    return paper - sheet * paper / 255


def shades(found):
    return (found * STANDARD_DEVIATION + MEAN)[0, 0]


def test_a_digit_of_mnist_comes_back_from_paper_nearly_as_it_was(tmp_path):
    off = []
    for image in IMAGES:
        found = shades(digit_from_file(saved(tmp_path, drawn(image))))
        off.append(float((found - torch.from_numpy(image / 255.0)).abs().mean()))
    # Of black, where a shift by one pixel makes 0.04 and more. A few centres of mass are rounded
    # to the other side, and then the digit is shifted.
    assert sum(each < 0.01 for each in off) >= 0.9 * len(off)


def test_it_is_a_batch_of_one_as_a_network_takes_it(tmp_path):
    found = digit_from_file(saved(tmp_path, drawn(IMAGES[0])))
    assert found.shape == (1, 1, 28, 28)
    assert found.dtype == torch.float32
    assert shades(found).min() == pytest.approx(0, abs=1e-6)
    assert shades(found).max() == pytest.approx(1, abs=1e-6)


def test_light_on_dark_is_read_as_dark_on_light(tmp_path):
    dark = drawn(IMAGES[3])
    there = digit_from_file(saved(tmp_path, dark))
    assert torch.allclose(there, digit_from_file(saved(tmp_path, 255 - dark)), atol=1e-5)


def test_pale_ink_and_grey_paper_change_little(tmp_path):
    plain = digit_from_file(saved(tmp_path, drawn(IMAGES[3])))
    pale = digit_from_file(saved(tmp_path, drawn(IMAGES[3]) * 0.4 + 120))
    assert (shades(plain) - shades(pale)).abs().mean() < 0.005


def test_the_grain_of_the_paper_is_no_ink(tmp_path):
    sheet = drawn(IMAGES[3])
    grain = np.random.default_rng(0).uniform(-20, 0, sheet.shape)
    plain = digit_from_file(saved(tmp_path, sheet))
    grainy = digit_from_file(saved(tmp_path, np.clip(sheet + grain, 0, 255)))
    assert (shades(plain) - shades(grainy)).abs().mean() < 0.02


@pytest.mark.parametrize("size", [(300, 30), (30, 300), (200, 200), (3, 3), (2000, 1500)])
def test_it_fits_into_twenty_pixels_with_its_shape_kept(tmp_path, size):
    height, width = size
    sheet = np.full((height + 40, width + 40), 255.0)
    sheet[10 : 10 + height, 10 : 10 + width] = 0
    found = shades(digit_from_file(saved(tmp_path, sheet))) > 0.5
    sides = [int(found.any(dim=axis).sum()) for axis in (1, 0)]
    longer = max(size)
    assert max(sides) == 20
    assert sides == [pytest.approx(20 * side / longer, abs=1) for side in size]


def test_its_centre_of_mass_is_in_the_middle(tmp_path):
    sheet = np.full((100, 100), 255.0)
    sheet[20:80, 20:30] = 0  # an L: its middle is not its centre of mass
    sheet[70:80, 20:60] = 0
    found = shades(digit_from_file(saved(tmp_path, sheet)))
    for axis in (0, 1):
        mass = found.sum(dim=axis)
        assert float((mass * torch.arange(28)).sum() / mass.sum()) == pytest.approx(14, abs=0.5)


def test_each_step_of_the_way_can_be_seen():
    """A square: its centre of mass lies between two pixels, and the half goes to the even side."""
    sheet = np.ones((50, 70))
    sheet[7:47, 20:60] = 0
    steps = prepared(sheet)
    assert np.array_equal(steps.ink, 1 - sheet)
    assert steps.box == (7, 20, 40, 40)
    assert np.array_equal(steps.small, np.ones((20, 20)))
    assert steps.centre == pytest.approx((9.5, 9.5))
    assert steps.corner == (4, 4)
    assert np.array_equal(steps.field, np.pad(np.ones((20, 20)), 4))


@pytest.mark.parametrize(("height", "width"), [(2, 2), (3, 1), (1, 3), (5, 4), (3, 3)])
def test_a_pixel_of_another_size_is_the_mean_of_the_area_that_it_covers(height, width):
    image = np.random.default_rng(0).uniform(size=(3, 3))
    fine = np.kron(image, np.ones((20, 20)))  # 60 can be divided by each number of pixels
    blocks = fine.reshape(height, 60 // height, width, 60 // width)
    assert averaged(image, height, width) == pytest.approx(blocks.mean(axis=(1, 3)))


def test_without_the_steps_the_whole_picture_is_shrunk():
    sheet = np.zeros((28, 14))  # made square, and otherwise as it is
    sheet[3:9, 2:7] = 1
    assert shrunk(sheet) == pytest.approx(np.pad(sheet, ((0, 0), (7, 7))))


def test_the_digits_of_mnist_have_their_centre_there():
    """The constant that says where the middle is, held against the data."""
    every = pocket_pixels()[0][0].double()
    for axis in (1, 2):
        mass = every.sum(dim=axis)
        centres = (mass * torch.arange(28)).sum(dim=1) / mass.sum(dim=1)
        assert float(centres.mean()) == pytest.approx(14, abs=0.1)
        assert float((centres - 14).abs().max()) < 1


def spoilt(folder):
    """Files from which no digit can be read, by what is wrong with them."""
    whole = saved(folder, drawn(IMAGES[0])).read_bytes()
    for name, content in {
        "cut.png": whole[: len(whole) // 2],
        "text.png": b"this is a seven",
        "empty.png": b"",
    }.items():
        (folder / name).write_bytes(content)
    saved(folder, np.full((50, 50), 255), "blank.png")
    saved(folder, np.full((1, 1), 0), "dot.png")
    (folder / "folder.png").mkdir()
    return ("cut", "text", "empty", "blank", "dot", "folder", "missing")


def test_each_file_without_a_digit_gets_one_clear_line(tmp_path):
    for name in spoilt(tmp_path):
        with pytest.raises(PhotographError) as error:
            digit_from_file(tmp_path / f"{name}.png")
        assert isinstance(error.value, WorkedOutError)
        assert len(str(error.value).splitlines()) == 1
        assert len(str(error.value).split()) > 4


def test_a_trained_network_reads_it(tmp_path):
    history = wo.fit(wo.Mlp((30,)), wo.pocket(), wo.Recipe(3, 32, 0.1), seed=0)
    labels = pocket_pixels()[1][1][: len(IMAGES)]
    right = 0
    for image, label in zip(IMAGES, labels, strict=True):
        digit = wo.digit_from_file(saved(tmp_path, drawn(image)))
        right += int(history.network.eval()(digit).argmax()) == int(label)
    assert right > 0.7 * len(IMAGES)
