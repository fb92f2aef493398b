"""The playground replays recorded runs: the same seed, the same points, the same weights."""

import pytest
from playwright.sync_api import Page

from workedout.records.store import PACKAGE, read

SAME = 1e-9  # how far a replayed run may be from its record
# Records and arms whose steps are not so long that rounding errors grow until they are seen.
ARMS = [
    ("starts-relu", "playground, draw 0"),
    ("starts-relu", "zeros, draw 7"),
    ("starts-depth", "small, 2 hidden layers"),
    ("four-cases", "sigmoid, playground"),
    ("plateau", "4-2 zeros, draw 0"),
    ("plateau-random", "4 playground, draw 3"),
    ("plateau-full-batch", "4, draw 0"),
    ("plateau-symmetric", "4-2, draw 0"),
    ("dying-relu", "2 layers, batch 10, rate 0.03, sorted"),
    ("dying-relu", "1 layer, batch 1, rate 0.1, sorted"),
    ("dying-relu", "3 layers, batch 10, rate 0.1, shuffled"),
    ("dying-relu-epoch", "rate 0.03"),
    ("dying-relu-cures", "2 hidden, a tenth of the rate"),
    ("dying-relu-biases", "no biases, 1 hidden"),
    ("dying-relu-biases", "no hidden biases, 2 hidden, rate 0.03"),
    ("xor", "playground, 2 units"),
    ("xor", "xavier, 8 units"),
]
KINDS = {"TwoCircles": "circles", "MirroredCircles": "mirrored"}
REPLAY = """([address, moments]) => {
    const {values, faults} = playgroundSettings.parse(address);
    if (faults.length) throw new Error(faults.join(" "));
    const training = new playgroundTraining.Training(values);
    const looks = moments.map((moment) => {
        while (training.steps < moment) training.step();
        const {train, heldOut} = training.look();
        const dead = train.active.map((counts) =>
            Array.from(counts).filter((count) => count === 0).length);
        return [heldOut.loss, heldOut.accuracy, train.positive, train.accuracy, dead];
    });
    const {layers} = training.network;
    const weights = layers.flatMap((layer) => [
        ...layer.weights, ...(layer.hasBias ? layer.biases : [])]);
    return {looks, weights};
}"""


def address_of(specification: dict, seed: int) -> str:
    """The playground's address of a run, by the specification in its record."""
    network, data, recipe = (specification[part] for part in ("network", "data", "recipe"))
    bias = {
        (True, True): "all",
        (True, False): "hidden",
        (False, True): "output",
        (False, False): "none",
    }[network["hidden_bias"], network["output_bias"]]
    settings = {
        "hidden": ",".join(map(str, network["hidden"])),
        "activation": network["activation"],
        "start": network["start"],
        "output": network["output"],
        "bias": bias,
        "rate": recipe["learning_rate"],
        "batch": recipe["batch_size"],
        "order": recipe["order"],
        "until": recipe["epochs"] // 2,
        "seed": seed,
    }
    if data["kind"] == "TruthTable":
        settings["points"] = data["gate"]
    else:
        settings |= {"draw": data["draw"], "count": data["count"]}
        settings["points"] = KINDS[data["kind"]]
    assert (recipe["optimizer"], recipe["schedule"]) == ("sgd", "constant")
    return "&".join(f"{key}={value}" for key, value in settings.items())


@pytest.mark.parametrize(("record", "name"), ARMS, ids=[f"{a}: {b}" for a, b in ARMS])
def test_a_recorded_run_is_replayed_to_the_last_digits(core: Page, record: str, name: str):
    arm = read(record).arms[name]
    seed = max(arm.seeds)
    result = arm.seeds[seed]
    moments = [step for step, *_ in result.observations]
    got = core.evaluate(REPLAY, [address_of(arm.specification, seed), moments])
    for (_, loss, accuracy), look in zip(result.observations, got["looks"], strict=True):
        assert look[:2] == pytest.approx([loss, accuracy], abs=SAME)
    if arm.specification["recipe"]["probe"] == "weights":
        assert got["weights"] == pytest.approx(result.probes[-1], abs=SAME)
    elif arm.specification["recipe"]["probe"] == "units":
        for probe, look in zip(result.probes, got["looks"], strict=True):
            *_, positive, accuracy, dead = look
            assert [positive, accuracy] == pytest.approx(probe[:2], abs=SAME)
            assert dead == list(probe[2::3])


def test_every_record_of_such_points_is_replayed():
    kinds = {*KINDS, "TruthTable"}
    names = [path.stem for path in (PACKAGE / "recorded").glob("*.json")]
    trained = {}
    for name in names:
        arms = getattr(read(name), "arms", {})
        # The playground has no logistic loss.
        specifications = (arm.specification for arm in arms.values())
        trained[name] = {
            each["data"]["kind"] for each in specifications if each["recipe"]["loss"] != "logistic"
        }
    assert {name for name in names if trained[name] & kinds} == {record for record, _ in ARMS}
