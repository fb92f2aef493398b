"""The words and the table of the worked pass."""

from collections.abc import Iterator
from fractions import Fraction

from workedout.display import Table
from workedout.from_scratch.dense import Array, Layers, Pass
from workedout.wording import minus


def number(value: Fraction) -> str:
    """A fraction as text: ``−3/4``."""
    return minus(str(value))


def factor(value: Fraction) -> str:
    """A fraction as a factor: what begins with a minus stands in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def symbol(letter: str, layer: int, unit: object = "") -> str:
    """A symbol in a line of HTML."""
    below = f"<sub>{unit}</sub>" if unit != "" else ""
    return f"<i>{letter}</i><sup>{layer}</sup>{below}"


def plain(letter: str, layer: int, unit: object) -> str:
    """A symbol as plain text: ``w¹₁₂``."""
    return letter + "⁰¹²"[layer] + "".join("₀₁₂₃"[int(digit)] for digit in str(unit))


def by(symbol_: str) -> str:
    """The derivative of the loss by a symbol, in a line of HTML."""
    return f"∂<i>ℓ</i>/∂{symbol_}"


def words(done: Pass, x: Array, y: Array, layers: Layers) -> Iterator[str]:
    """What happens in each step, with its numbers."""
    yield from forward_words(done, x, y, layers)
    yield from backward_words(done, y, layers)


def products(ones: Array, others: Array) -> str:
    """A sum of products."""
    return " + ".join(f"{factor(a)} · {factor(b)}" for a, b in zip(ones, others, strict=True))


def forward_words(done: Pass, x: Array, y: Array, layers: Layers) -> Iterator[str]:
    """Up to the loss."""
    (first, hidden_bias), (second, output_bias) = layers
    out = done.outputs[2][0, 0]
    yield (
        "Given: two inputs, a weight on each edge, a bias <i>b</i> in each unit, and the target "
        f"<i>y</i> = {number(y[0, 0])}. Hidden units put out <i>f</i>(<i>s</i>) = "
        "<i>s</i>/(1 + |<i>s</i>|), the output unit its sum."
    )
    for unit in range(3):
        s, value = done.sums[0][unit, 0], done.outputs[1][unit, 0]
        above = f"({number(s)})" if s.denominator > 1 else number(s)
        yield (
            f"Forward, unit {unit + 1}: {symbol('s', 1, unit + 1)} = "
            f"{products(first[unit], x[:, 0])} + {factor(hidden_bias[unit, 0])} = {number(s)}. "
            f"It puts out {symbol('x', 1, unit + 1)} = {above}/(1 + {number(abs(s))}) = "
            f"{number(value)}."
        )
    yield (
        f"Forward, output: {symbol('s', 2, 1)} = {products(second[0], done.outputs[1][:, 0])} + "
        f"{factor(output_bias[0, 0])} = {number(out)}, and {symbol('x', 2, 1)} is the same number."
    )
    yield (
        f"The loss: <i>ℓ</i> = ½ ({symbol('x', 2, 1)} − <i>y</i>)² = ½ ({number(out)} − "
        f"{factor(y[0, 0])})² = {number(done.loss)}. The forward pass ends here."
    )


def backward_words(done: Pass, y: Array, layers: Layers) -> Iterator[str]:
    """From the loss down to the first layer."""
    second = layers[1][0]
    error, out = done.errors[1][0, 0], done.outputs[2][0, 0]
    yield (
        f"Backward, output error: {symbol('δ', 2, 1)} = {by(symbol('s', 2, 1))} = "
        f"{symbol('x', 2, 1)} − <i>y</i> = {number(out)} − {factor(y[0, 0])} = {number(error)}."
    )
    each = ", ".join(
        f"{factor(error)} · {factor(v)} = {number(error * v)}" for v in done.outputs[1][:, 0]
    )
    yield (
        f"Its weights: {by(symbol('w', 2, '1<i>j</i>'))} = {symbol('δ', 2, 1)} "
        f"{symbol('x', 1, '<i>j</i>')}: {each}. Its bias gets {number(error)} itself."
    )
    each = ", ".join(f"{factor(w)} · {factor(error)} = {number(w * error)}" for w in second[0])
    yield (
        f"Through the weights to the hidden outputs: {by(symbol('x', 1, '<i>j</i>'))} = "
        f"{symbol('w', 2, '1<i>j</i>')} {symbol('δ', 2, 1)}: {each}."
    )
    for unit in range(3):
        s, here = done.sums[0][unit, 0], done.errors[0][unit, 0]
        slope = 1 / (1 + abs(s)) ** 2
        yield (
            f"Through the activation of unit {unit + 1}: its slope at {number(s)} is 1/(1 + "
            f"{number(abs(s))})² = {number(slope)}, so {symbol('δ', 1, unit + 1)} = "
            f"{factor(second[0, unit] * error)} · {number(slope)} = {number(here)}."
        )
    yield (
        f"The weights of the first layer: {by(symbol('w', 1, '<i>ij</i>'))} = "
        f"{symbol('δ', 1, '<i>i</i>')} {symbol('x', 0, '<i>j</i>')}, six products of an error and "
        "an input. Each bias gets the error of its unit."
    )
    yield (
        "Done: thirteen derivatives, one for each weight and bias. The derivatives by the inputs "
        "are not among them, as nobody is going to change the inputs."
    )


def numbers(done: Pass, layers: Layers) -> Table:
    """Every value with its derivative."""
    second = layers[1][0]
    lines: list[tuple[str, Fraction, Fraction]] = []
    for layer, (weights, biases) in enumerate(layers, 1):
        by_weights, by_biases = done.gradients[layer - 1]
        for unit, row in enumerate(weights):
            for place, weight in enumerate(row):
                name = plain("w", layer, f"{unit + 1}{place + 1}")
                lines.append((name, weight, by_weights[unit, place]))
            lines.append((plain("b", layer, unit + 1), biases[unit, 0], by_biases[unit, 0]))
    reached = second.T @ done.errors[1]
    for unit in range(3):
        lines.append((plain("s", 1, unit + 1), done.sums[0][unit, 0], done.errors[0][unit, 0]))
        lines.append((plain("x", 1, unit + 1), done.outputs[1][unit, 0], reached[unit, 0]))
    lines.append((plain("s", 2, 1), done.sums[1][0, 0], done.errors[1][0, 0]))
    lines.append(("loss", done.loss, Fraction(1)))
    head = ("quantity", "value", "derivative of the loss by it")
    return Table(head, tuple((n, number(v), number(d)) for n, v, d in lines))
