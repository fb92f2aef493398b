/* The settings of the lab: one table for the address, the controls, the page's own table, and the
   links that the build checks. It needs no page.

   One global is made, `labState`. */

const labState = (() => {
  "use strict";

  /** A value that a setting can have.
   * @typedef {LabSettings[keyof LabSettings]} Value */

  /** How a setting is read from an address, undefined where the text is no value of it; how it is
   * written; what is said of its values; and what its control needs.
   * @typedef {{
   *   read(text: string): Value | undefined,
   *   write(value: Value): string,
   *   range: string,
   *   options?: Record<string, string>,
   *   low?: number, high?: number, step?: number,
   * }} Kind */

  /** @typedef {{
   *   key: keyof LabSettings,
   *   kind: Kind,
   *   default: Value,
   *   group: string,
   *   meaning: string,
   *   label?: string,
   * }} Parameter */

  const { choice } = settingsTable;

  /** @param {number} low @param {number} high @param {number} [step] 1: whole numbers
   * @returns {Kind} */
  function number(low, high, step = 1) {
    const form = step === 1 ? /^-?\d+$/ : /^-?(\d+(\.\d*)?|\.\d+)(e-?\d+)?$/i;
    const kind = step === 1 ? "whole number" : "number";
    return {
      low,
      high,
      step,
      read: (text) => {
        const value = form.test(text) ? Number(text) : Number.NaN;
        return value >= low && value <= high ? value : undefined;
      },
      write: String,
      range: `${kind} from ${low} to ${high}`,
    };
  }

  const FIELD = 100; // strokes lie in a square of this side
  const FINE = 1295; // steps along it: two digits of base 36

  /** Strokes as text: "p" for the pen or "e" for the eraser, then four characters a point.
   * @type {Kind} */
  const strokes = {
    read: (text) => {
      if (!/^([pe]([0-9a-z]{4})+(\.[pe]([0-9a-z]{4})+)*)?$/.test(text)) return undefined;
      return (text ? text.split(".") : []).map((stroke) => ({
        erase: stroke[0] === "e",
        points: /** @type {Stroke["points"]} */ (
          (stroke.slice(1).match(/.{4}/g) ?? []).map((four) =>
            [four.slice(0, 2), four.slice(2)].map(
              (two) => (FIELD * Number.parseInt(two, 36)) / FINE,
            ),
          )
        ),
      }));
    },
    write: (/** @type {Stroke[]} */ value) => {
      /** @type {(part: number) => string} */
      const two = (part) =>
        Math.round((part * FINE) / FIELD)
          .toString(36)
          .padStart(2, "0");
      return value
        .map(({ erase, points }) => (erase ? "e" : "p") + points.flat().map(two).join(""))
        .join(".");
    },
    range: "strokes, as the address has them",
  };

  const SHADES = "0123456789abcdefghijklmnopqrstuv"; // 32 of them

  /** A digit of 28 by 28 as text, each pixel one of 32 shades; "" for none.
   * @type {Kind} */
  const pixels = {
    read: (text) => {
      if (text === "") return null;
      if (text.length !== 784 || !/^[0-9a-v]*$/.test(text)) return undefined;
      return Float64Array.from(text, (one) => SHADES.indexOf(one) / 31);
    },
    write: (/** @type {Float64Array | null} */ value) =>
      value ? Array.from(value, (shade) => SHADES[Math.round(31 * shade)]).join("") : "",
    range: "784 shades, from 0 to v",
  };

  /** Units or filters, each as its layer and its number.
   * @type {Kind} */
  const units = {
    read: (text) => {
      if (!/^(\d{1,2}-\d{1,4}(,\d{1,2}-\d{1,4})*)?$/.test(text)) return undefined;
      return text ? text.split(",").map((one) => one.split("-").map(Number)) : [];
    },
    write: (/** @type {number[][]} */ value) => value.map((one) => one.join("-")).join(","),
    range: "layer-unit, counted from 0, with commas between",
  };

  /** One value of a network: its layer and its place in it; the input is layer i.
   * @type {Kind} */
  const value = {
    read: (text) => {
      const found = /^(i|\d{1,2})-(\d{1,6})$/.exec(text);
      if (text === "none") return null;
      return found ? [found[1] === "i" ? -1 : Number(found[1]), Number(found[2])] : undefined;
    },
    write: (/** @type {number[] | null} */ one) =>
      one ? `${one[0] < 0 ? "i" : one[0]}-${one[1]}` : "none",
    range: "none, or layer-place, counted from 0; i is the image",
  };

  /** @param {string} group
   * @returns {(key: keyof LabSettings, kind: Kind, initial: Value, meaning: string, label?: string) => Parameter} */
  const inGroup = (group) => (key, kind, initial, meaning, label) => ({
    key,
    kind,
    default: initial,
    group,
    meaning,
    label,
  });

  const input = inGroup("input");
  const change = inGroup("change");
  const inside = inGroup("inside");
  const train = inGroup("train");

  const SOURCES = {
    drawing: "what I draw",
    pocket: "a pocket digit",
    hardest: "a test digit that is often misread",
    picture: "a picture file",
  };

  const STARTS = {
    pytorch: "PyTorch’s own",
    xavier: "Xavier",
    he: "He",
    normal: "normal, variance 1",
    small: "within 1/100",
    zeros: "zeros",
    constant: "all 1/10",
  };
  const OPTIMIZERS = {
    sgd: "gradient descent",
    momentum: "momentum",
    nesterov: "Nesterov",
    adagrad: "Adagrad",
    rmsprop: "RMSprop",
    adam: "Adam",
  };
  const ORDERS = {
    shuffled: "shuffled",
    sorted: "sorted by label",
    "sorted-then-shuffled": "half the epochs sorted",
  };

  const CLASSES = {
    usual: "its label, or the answer",
    ...Object.fromEntries(Array.from({ length: 10 }, (_, digit) => [String(digit), String(digit)])),
  };

  /** @type {Parameter[]} */
  const PARAMETERS = [
    inGroup("page")(
      "room",
      choice({ look: "Look inside", train: "Train" }),
      "look",
      "which half of the lab is open",
    ),
    input("source", choice(SOURCES), "drawing", "where the digit comes from", "The digit is"),
    input(
      "digit",
      number(0, 5999),
      0,
      "which pocket digit (from 5000 on: held out), or which misread one",
      "Number",
    ),
    input("ink", strokes, [], "what was drawn, and erased"),
    input("pixels", pixels, null, "a digit from a picture file"),
    input(
      "way",
      choice({ mnist: "as MNIST was made", plain: "shrunk as a whole" }),
      "mnist",
      "how a drawing becomes 28 × 28 pixels",
      "To 28 × 28",
    ),
    change("down", number(-14, 14), 0, "pixels by which the digit is shifted down", "Shift down"),
    change(
      "right",
      number(-14, 14),
      0,
      "pixels by which it is shifted to the right",
      "Shift right",
    ),
    change("turn", number(-180, 180), 0, "degrees by which it is turned, clockwise", "Turn"),
    change("missing", number(0, 1, 0.01), 0, "share of pixels that become paper", "Missing pixels"),
    change("white", number(0, 1, 0.01), 0, "share of pixels that become ink", "White pixels"),
    change(
      "noise",
      number(0, 9999),
      0,
      "seed of the missing and white pixels, and of the dropout masks",
      "Seed",
    ),
    inside(
      "network",
      choice({ dense: "784-100-10", convolution: "convolutional" }),
      "dense",
      "which network is looked into",
      "Network",
    ),
    inside("value", value, null, "the value that is taken apart"),
    inside(
      "show",
      choice({ values: "the values", gradients: "the derivatives" }),
      "values",
      "what the layers show",
      "Layers show",
    ),
    inside(
      "target",
      choice({ loss: "the loss", logit: "one logit" }),
      "loss",
      "what is differentiated",
      "Derivatives of",
    ),
    inside(
      "class",
      choice(CLASSES),
      "usual",
      "the label of the loss, or the digit of the logit",
      "for the digit",
    ),
    inside("off", units, [], "units and filters of that network that are switched off"),
    inside("masks", number(0, 500), 0, "how many dropout masks are drawn", "Dropout masks"),
    inside(
      "drop",
      number(0, 0.95, 0.05),
      0.5,
      "the probability with which a mask drops a value",
      "Probability",
    ),
    train(
      "architecture",
      choice({ hidden: "one hidden layer", convolutional: "small convolutional" }),
      "hidden",
      "the network that is trained",
      "Network",
    ),
    train("units", number(1, 100), 32, "units of the hidden layer", "Hidden units"),
    train("start", choice(STARTS), "pytorch", "the first weights", "First weights"),
    train("optimizer", choice(OPTIMIZERS), "sgd", "how a step is made of gradients", "Optimizer"),
    train("rate", number(0.00001, 1000, 0.01), 0.1, "the learning rate", "Learning rate"),
    train("batch", number(1, 500), 50, "digits in a batch", "Batch size"),
    train("order", choice(ORDERS), "shuffled", "in which order the digits come", "Order"),
    train("seed", number(0, 2147483647), 0, "seed of first weights and order", "Seed"),
    train("epochs", number(1, 50), 5, "how many epochs a run takes", "Epochs"),
    train(
      "pixelscale",
      choice({ standardised: "standardised", raw: "0 to 255" }),
      "standardised",
      "the numbers of the pixels",
      "Pixels",
    ),
    train(
      "softmax",
      choice({ one: "in the loss alone", two: "in the network, too" }),
      "one",
      "where a softmax stands",
      "Softmax",
    ),
    train(
      "zeroing",
      choice({ zeroed: "zeroed each step", kept: "kept" }),
      "zeroed",
      "what is done with old gradients",
      "Gradients",
    ),
    train("steps", number(0, 100000), 0, "how many steps have been made"),
  ];

  /** @type {SettingsTable<LabSettings>} */
  const table = settingsTable.of(PARAMETERS);

  return { PARAMETERS, ...table };
})();
