/* A unit max(0, w₁x₁ + w₂x₂ + b), and v times a second one, max(0, x₁ + x₂ − 1): what they give at
   the four rows of a truth table, which gate that is, and where the output is one half. */

const figuresGate = (() => {
  "use strict";

  const { define, evenly, shown, steps } = figuresFigure;

  /** @typedef {{ w1: number, w2: number, b: number, v: number }} GateState */

  const [LOW, HIGH] = [-0.8, 1.8]; // the part of the plane that is drawn
  /** @type {FigurePoint[]} */
  const ROWS = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  /** @type {Record<string, string>} */
  const NAMES = {
    "0000": "never",
    "0001": "AND",
    "0010": "x₁ and not x₂",
    "0011": "x₁",
    "0100": "x₂ and not x₁",
    "0101": "x₂",
    "0110": "XOR",
    "0111": "OR",
    1000: "NOR",
    1001: "XNOR",
    1010: "not x₂",
    1011: "x₁ or not x₂",
    1100: "not x₁",
    1101: "x₂ or not x₁",
    1110: "NAND",
    1111: "always",
  };

  /**
   * @param {GateState} state
   * @param {FigurePoint} row
   */
  function output({ w1, w2, b, v }, [x1, x2]) {
    return Math.max(0, w1 * x1 + w2 * x2 + b) + v * Math.max(0, x1 + x2 - 1);
  }

  /**
   * The gate of some outputs: at least 1 is true, at most 0 is false, between is neither.
   * @param {number[]} outputs
   */
  function gate(outputs) {
    if (outputs.some((value) => value > 0 && value < 1)) return null;
    return NAMES[outputs.map((value) => (value >= 1 ? 1 : 0)).join("")];
  }

  /**
   * Of the line a x₁ + c x₂ = at what is drawn, on one side of x₁ + x₂ = 1.
   * @param {number} a
   * @param {number} c
   * @param {number} at
   * @param {1 | -1} side - 1 for below
   * @returns {FigurePoint[]}
   */
  function piece(a, c, at, side) {
    const size = a * a + c * c;
    if (size === 0) return [];
    const [x, y] = [(a * at) / size, (c * at) / size];
    let [from, to] = [-1e3, 1e3]; // along (−c, a)
    const bounds = [
      [-1, 0, -LOW],
      [1, 0, HIGH],
      [0, -1, -LOW],
      [0, 1, HIGH],
      [side, side, side],
    ];
    for (const [p, q, most] of bounds) {
      const [speed, room] = [q * a - p * c, most - p * x - q * y];
      if (speed > 0) to = Math.min(to, room / speed);
      else if (speed < 0) from = Math.max(from, room / speed);
      else if (room < 0) return [];
    }
    if (from > to) return [];
    return evenly(from, to, 2).map((t) => [x - c * t, y + a * t]);
  }

  return define("gate", {
    knobs: [
      { key: "w1", label: "weight of x₁, w₁", values: steps(-2, 2, 0.5), first: 1 },
      { key: "w2", label: "weight of x₂, w₂", values: steps(-2, 2, 0.5), first: 1 },
      { key: "b", label: "bias, b", values: steps(-2, 2, 0.5), first: 0 },
      { key: "v", label: "weight of the second unit, v", values: steps(-3, 0, 0.5), first: 0 },
    ],
    answer: (/** @type {GateState} */ state) => {
      const outputs = ROWS.map((row) => output(state, row));
      return { outputs, gate: gate(outputs) };
    },
    marks: ({ outputs }, { w1, w2, b, v }) => ({
      boundary: {
        on: 0,
        line: [...piece(w1, w2, 0.5 - b, 1), null, ...piece(w1 + v, w2 + v, 0.5 - b + v, -1)],
      },
      on: { on: 0, dots: ROWS.filter((_, at) => outputs[at] > 0.5), radius: 5 },
      off: { on: 0, dots: ROWS.filter((_, at) => outputs[at] <= 0.5), radius: 5 },
      outputs: { on: 0, words: ROWS.map(([x1, x2], at) => [x1, x2, shown(outputs[at])]) },
    }),
    say: ({ outputs, gate: found }) => {
      const [a, b, c, d] = outputs.map(shown);
      const unit = `The outputs at 00, 01, 10 and 11 are ${a}, ${b}, ${c} and ${d}`;
      return found === null
        ? `${unit}. That is no gate: one of them lies between 0 and 1.`
        : `${unit}. That is ${found}.`;
    },
  });
})();
