/* The settings of the playground: one table for the address, the controls, and the page's own
   table. */

/** A value that a setting can have.
 * @typedef {string | number | number[]} PlaygroundSetting */

/** How a setting is read from a text, undefined where the text is no value of it; how it is
 * written; and what is said of the values that it takes.
 * @typedef {{
 *   read(text: string): PlaygroundSetting | undefined,
 *   write(value: PlaygroundSetting): string,
 *   range: string,
 *   options?: Record<string, string>,
 *   low?: number, high?: number, whole?: boolean, multiple?: number,
 *   most?: number, widest?: number,
 * }} PlaygroundKind */

/** A row of the table.
 * @typedef {{
 *   key: keyof PlaygroundSettings,
 *   label: string,
 *   default: PlaygroundSetting,
 *   group: "points" | "network" | "training" | "state" | "view",
 *   kind: PlaygroundKind,
 *   meaning: string,
 * }} PlaygroundParameter */

/** A value for each key of the table.
 * @typedef {{
 *   points: "circles" | "mirrored" | "quadrants" | "or" | "and" | "xor",
 *   count: number,
 *   draw: number,
 *   hidden: number[],
 *   activation: "relu" | "leaky-relu" | "sigmoid" | "tanh",
 *   start: "playground" | "zeros" | "small" | "xavier" | "he" | "constant",
 *   bias: "all" | "hidden" | "output" | "none",
 *   output: "tanh" | "relu" | "none",
 *   rate: number,
 *   batch: number,
 *   order: "shuffled" | "sorted" | "sorted-then-shuffled",
 *   until: number,
 *   seed: number,
 *   steps: number,
 *   lines: "weights" | "gradients",
 *   shown: "train" | "held-out" | "both",
 *   axis: "linear" | "log",
 *   speed: "step" | "epoch" | "fast",
 * }} PlaygroundSettings */

const playgroundSettings = (() => {
  "use strict";

  const { choice } = settingsTable;

  /** A number between two others, both included.
   * @param {number} low
   * @param {number} high
   * @param {boolean} whole
   * @returns {PlaygroundKind} */
  function number(low, high, whole, multiple = 1) {
    const form = whole ? /^\d+$/ : /^\d+(\.\d*)?(e[+-]?\d+)?$|^\.\d+(e[+-]?\d+)?$/i;
    const kind = multiple > 1 ? `multiple of ${multiple}` : whole ? "whole number" : "number";
    return {
      low,
      high,
      whole,
      multiple,
      read: (text) => {
        const value = form.test(text) ? Number(text) : NaN;
        const right = value >= low && value <= high && (!whole || value % multiple === 0);
        return right ? value : undefined;
      },
      write: String,
      range: `${kind} from ${low} to ${high}`,
    };
  }

  /** The units of each layer.
   * @param {number} most layers
   * @param {number} widest
   * @returns {PlaygroundKind} */
  function layers(most, widest) {
    return {
      most,
      widest,
      read: (text) => {
        if (text === "none") return [];
        const units = text.split(",").map((part) => (/^ ?\d+ ?$/.test(part) ? Number(part) : NaN));
        const right = units.length <= most && units.every((n) => n >= 1 && n <= widest);
        return right ? units : undefined;
      },
      write: (/** @type {number[]} */ units) => units.join(",") || "none",
      range: `up to ${most} numbers from 1 to ${widest}, separated by commas, or none`,
    };
  }

  const LARGEST_SEED = 2 ** 31 - 1;
  /** @type {PlaygroundParameter[]} */
  const PARAMETERS = [
    {
      key: "points",
      label: "Points",
      default: "circles",
      group: "points",
      kind: choice({
        circles: "two circles",
        mirrored: "mirrored circles",
        quadrants: "quadrants",
        or: "OR",
        and: "AND",
        xor: "XOR",
      }),
      meaning:
        "a disc inside a ring, the same with each point’s opposite, quadrants, a truth table",
    },
    {
      key: "count",
      label: "Number of points",
      default: 500,
      group: "points",
      kind: number(4, 2000, true, 4),
      meaning: "half of them to train on, half held out; a truth table always has its four rows",
    },
    {
      key: "draw",
      label: "Draw of the points",
      default: 0,
      group: "points",
      kind: number(0, LARGEST_SEED, true),
      meaning: "another number draws other points",
    },
    {
      key: "hidden",
      label: "Hidden layers",
      default: [4, 2],
      group: "network",
      kind: layers(8, 16),
      meaning: "units of each hidden layer, from the input to the output",
    },
    {
      key: "activation",
      label: "Activation",
      default: "relu",
      group: "network",
      kind: choice({ relu: "ReLU", "leaky-relu": "leaky ReLU", sigmoid: "sigmoid", tanh: "tanh" }),
      meaning: "of the hidden units",
    },
    {
      key: "start",
      label: "Initialization",
      default: "playground",
      group: "network",
      kind: choice({
        playground: "Playground’s",
        zeros: "zeros",
        small: "small",
        xavier: "Xavier",
        he: "He",
        constant: "constant",
      }),
      meaning: "the first weights and biases",
    },
    {
      key: "bias",
      label: "Biases",
      default: "all",
      group: "network",
      kind: choice({
        all: "all units",
        hidden: "hidden units only",
        output: "output only",
        none: "none",
      }),
      meaning: "which units have a bias",
    },
    {
      key: "output",
      label: "Output",
      default: "tanh",
      group: "network",
      kind: choice({ tanh: "tanh", relu: "ReLU", none: "no activation" }),
      meaning: "activation of the output unit",
    },
    {
      key: "rate",
      label: "Learning rate",
      default: 0.03,
      group: "training",
      kind: number(1e-6, 100, false),
      meaning: "length of a step, as a factor on the gradient",
    },
    {
      key: "batch",
      label: "Batch size",
      default: 10,
      group: "training",
      kind: number(1, 1000, true),
      meaning: "points of each step; the last batch of an epoch may be smaller",
    },
    {
      key: "order",
      label: "Order of the points",
      default: "shuffled",
      group: "training",
      kind: choice({
        shuffled: "shuffled",
        sorted: "sorted by label",
        "sorted-then-shuffled": "sorted, then shuffled",
      }),
      meaning: "anew in each epoch, or all negative points, then all positive ones, or that first",
    },
    {
      key: "until",
      label: "Sorted until epoch",
      default: 10,
      group: "training",
      kind: number(1, 100000, true),
      meaning: "where the order is sorted first, then shuffled",
    },
    {
      key: "seed",
      label: "Seed",
      default: 0,
      group: "training",
      kind: number(0, LARGEST_SEED, true),
      meaning: "of the first weights and of the order",
    },
    {
      key: "steps",
      label: "Steps done",
      default: 0,
      group: "state",
      kind: number(0, 1e6, true),
      meaning: "how far the training has come",
    },
    {
      key: "lines",
      label: "Lines show",
      default: "weights",
      group: "view",
      kind: choice({ weights: "weights", gradients: "gradients" }),
      meaning: "what the lines between units stand for",
    },
    {
      key: "shown",
      label: "Points shown",
      default: "train",
      group: "view",
      kind: choice({ train: "trained on", "held-out": "held out", both: "both" }),
      meaning: "which points are drawn on the decision surface",
    },
    {
      key: "axis",
      label: "Axis of the loss",
      default: "linear",
      group: "view",
      kind: choice({ linear: "linear", log: "logarithmic" }),
      meaning: "of the loss curve",
    },
    {
      key: "speed",
      label: "Speed",
      default: "epoch",
      group: "view",
      kind: choice({
        step: "a step a frame",
        epoch: "an epoch a frame",
        fast: "as fast as it can",
      }),
      meaning: "how much is trained between two pictures",
    },
  ];

  /** @type {SettingsTable<PlaygroundSettings>} */
  const table = settingsTable.of(PARAMETERS);

  return { PARAMETERS, ...table };
})();
