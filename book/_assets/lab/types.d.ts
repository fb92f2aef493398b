/* What the scripts of the digits lab offer each other and the page: one global, `workedoutLab`.

   Load them in the order of LOAD_ORDER below; none knows of a page. Numbers are float64 unless
   "float32" is asked for. Images are rows from the top, 28 by 28; values of a convolution are
   (channels, rows, columns), flat; weights are laid out as in PyTorch.

   LOAD_ORDER: ../arithmetic/random.js, layers.js, networks.js, safetensors.js, forward.js, explain.js,
   backward.js, strokes.js, preparation.js, interventions.js, initialization.js, optimizers.js,
   batches.js, training.js, python.js, diagnosis.js, lab.js */

type Kind =
  | "flatten"
  | "linear"
  | "convolution"
  | "batch norm"
  | "relu"
  | "max pool"
  | "dropout"
  | "softmax";
type Numbers = Float64Array | Float32Array;
type Precision = "float32" | "float64";

/* One layer of a description, without numbers: `units` of a linear layer; `channels`, `kernel` and
   `padding` of a convolution; `size` of a pooling window; `p` of dropout. */
interface Plan {
  kind: Kind;
  units?: number;
  channels?: number;
  kernel?: number;
  padding?: number;
  size?: number;
  p?: number;
}

/* A layer with its numbers; what its kind does not have is 0 or empty. `name` is its place in
   PyTorch's Sequential, "0", "1", … */
interface Layer extends Required<Plan> {
  name: string;
  inputShape: number[];
  inputs: number; // how many values it takes
  shape: number[]; // of its values
  count: number; // how many these are
  weightShape: number[];
  weights: Numbers; // linear (units, inputs); convolution (out, in, k, k); batch norm: scales
  biases: Numbers; // batch norm: shifts
  means: Numbers; // batch norm: running means and variances
  variances: Numbers;
  epsilon: number;
  weightGradients: Float64Array; // what the last backward pass added up
  biasGradients: Float64Array;
}

/* A kind of layer; `x` are inputs and `y` values of `count` examples, `dy` and `dx` what the loss's
   derivatives by them are. */
interface Arithmetic {
  shape(plan: Plan, input: number[]): number[];
  parameters?(plan: Plan, input: number[]): { weights: number[]; biases: number[] };
  forward(layer: Layer, x: Numbers, y: Numbers, count: number): void;
  backward(
    layer: Layer,
    x: Numbers,
    y: Numbers,
    dy: Float64Array,
    dx: Float64Array | null,
    count: number,
  ): void;
}

interface Network {
  inputShape: number[];
  precision: Precision; // of its weights
  layers: Layer[];
}

interface Mask {
  keep: Uint8Array; // 1 where a value is kept
  p: number; // kept values are divided by 1 − p
}

interface ForwardOptions {
  precision?: Precision; // "float64" where none is given
  switchedOff?: Record<number, number[]>; // layer → units or channels whose values become 0
  masks?: Record<number, Mask>; // layer → mask on its values
}

interface Trace {
  inputs: Numbers; // standardised
  precision: Precision;
  // `before`: without the switch and the mask that lie on the layer
  layers: { kind: Kind; shape: number[]; values: Numbers; before: Numbers }[];
  outputs: Numbers; // values of the last layer: the logits, where it is no softmax
  probabilities: Float64Array; // softmax of the outputs
  answer: number; // the first of the largest outputs
  options: ForwardOptions;
}

interface Tensor {
  shape: number[];
  type: string; // of the file: "F32", "F16", …
  values: Float64Array;
}

/* Where a value is: its channel (or unit), and its row and column, 0 in a flat layer. */
interface Place {
  channel: number;
  row: number;
  column: number;
}

interface Term {
  input: number; // index into the values below; −1 for zero padding
  place: Place; // of that value
  weightIndex: number;
  weight: number;
  value: number;
  product: number;
}

/* What one value was made of. `value` is what the trace has, and what the parts add up to. */
interface Explanation {
  kind: Kind;
  layer: number;
  index: number;
  place: Place;
  value: number;
  before: number; // the value before a mask or a switch changed it
  terms?: Term[]; // linear, convolution: in the order of the sum
  largest?: Term[]; // the same, the largest |product| first
  bias?: number;
  parts?: Record<string, number>; // batch norm: x, mean, variance, epsilon, scale, shift
  window?: { input: number; place: Place; value: number; chosen: boolean }[]; // max pool
  input?: number; // relu, dropout, flatten: index below
  below?: number; // and the value there
  exponentials?: { input: number; logit: number; shifted: number; exponential: number }[]; // softmax
  total?: number; // softmax: sum of the exponentials
}

interface Gradients {
  value: number; // the loss, or the logit
  inputs: Float64Array; // by each input
  layers: { values: Float64Array; weights?: Float64Array; biases?: Float64Array }[];
}

type Target = { loss: number } | { logit: number }; // a label, or a class

/* From a picture (0 to 1, any size, dark on light or light on dark) to MNIST's 28 by 28. */
interface Picture {
  values: Float64Array;
  height: number;
  width: number;
}
interface Preparation {
  ink: Picture; // 0 for paper to 1
  box: { top: number; left: number; height: number; width: number } | null; // of the ink
  small: Picture | null; // the box, its longer side 20 pixels
  centre: { row: number; column: number } | null; // centre of mass of `small`
  corner: { top: number; left: number } | null; // where `small` went
  digit: Float64Array; // (28, 28), 0 to 1
}

/* A stroke is what a pen (or the eraser) drew, as points (x, y) of a field of 100 by 100. */
interface Stroke {
  erase: boolean;
  points: [number, number][];
}

interface Digits {
  count: number;
  images: Uint8Array; // (count, 784)
  labels: Uint8Array;
}
interface Examples {
  count: number;
  inputs: Float64Array; // (count, 784)
  labels: Uint8Array;
}

interface Look {
  loss: number;
  accuracy: number;
}

/* A training. Its settings decide everything; `step` is one batch. */
interface Training {
  settings: TrainingSettings;
  network: Network;
  steps: number;
  epochs: number; // steps / stepsPerEpoch
  stepsPerEpoch: number;
  losses: number[]; // of each batch, before its step
  finite: boolean;
  train: Examples;
  heldOut: Examples;
  step(): number;
  epoch(): void; // to the end of the one that has begun, or of the next one
  look(): { train: Look; heldOut: Look };
  looking(examples: Examples): Generator<void, Look>; // the same a piece at a time
}
interface TrainingSettings {
  architecture: "hidden" | "convolutional";
  units: number; // of the hidden layer
  seed: number;
  rate: number;
  batch: number;
  order: "shuffled" | "sorted" | "sorted-then-shuffled";
  start: string;
  optimizer: string;
  decay: number;
  epochs: number;
  pixels: "standardised" | "raw";
  softmax: "one" | "two";
  gradients: "zeroed" | "kept";
}

interface Finding {
  check: string;
  healthy: boolean | null; // null: not looked at yet
  saw: string;
}

interface WorkedoutLab {
  // networks.js: descriptions as in workedout.networks.models, without first weights
  mlp(hidden: number[], options?: { dropout?: number; softmax?: boolean }): Plan[];
  cnn(
    blocks: number[][],
    options?: { kernel?: number; dense?: number; blockDropout?: number; dropout?: number },
  ): Plan[];
  bench(channels: number[]): Plan[]; // without batch norm and dropout: what the page trains
  networkFrom(plans: Plan[], tensors: Record<string, Tensor>, precision?: Precision): Network;
  emptyNetwork(plans: Plan[], precision?: Precision): Network; // all weights 0
  tensorNames(plans: Plan[]): Record<string, number[]>; // which it needs, and their shapes
  parameterCount(network: Network): number;
  // safetensors.js: throws an Error of one line for a damaged file; weights of eight bits come widened
  tensorsFrom(bytes: Uint8Array): Record<string, Tensor>;
  // forward.js
  standardised(shades: ArrayLike<number>): Float64Array; // from 0…1, rounded as in float32
  forward(network: Network, inputs: ArrayLike<number>, options?: ForwardOptions): Trace;
  softmax(logits: ArrayLike<number>): Float64Array;
  crossEntropy(outputs: ArrayLike<number>, label: number): number;
  // explain.js
  placeOf(shape: number[], index: number): Place;
  explain(network: Network, trace: Trace, layer: number, index: number): Explanation;
  explainProbability(trace: Trace, index: number): Explanation; // layer is then layers.length
  // backward.js
  backward(network: Network, trace: Trace, target: Target): Gradients;
  // strokes.js
  rendered(strokes: Stroke[], side: number, width: number): Picture; // width: of 100
  // preparation.js: throws an Error of one line where there is no ink
  prepared(picture: Picture, plain?: boolean): Preparation; // plain: shrunk as a whole, no more
  // interventions.js: digits of 28 by 28, 0 to 1
  shifted(digit: Float64Array, down: number, right: number): Float64Array;
  turned(digit: Float64Array, degrees: number): Float64Array; // clockwise
  missing(digit: Float64Array, share: number, seed: number): Float64Array;
  white(digit: Float64Array, share: number, seed: number): Float64Array;
  dropoutMask(seed: number, draw: number, layer: number, count: number, p: number): Mask;
  // batches.js, training.js
  examplesOf(digits: Digits, pixels?: "standardised" | "raw"): Examples;
  training(settings: TrainingSettings, train: Digits, heldOut: Digits): Training;
  python(settings: TrainingSettings): string; // the same run with the book's package
  // diagnosis.js
  measuring(settings: TrainingSettings, train: Digits): Generator<Partial<Measured>, Measured>;
  checklist(seen: Partial<Measured>): Finding[];
  measured(settings: TrainingSettings, train: Digits): Measured; // all at once
  BREAKS: {
    name: string;
    label: string;
    change(settings: TrainingSettings): Partial<TrainingSettings>;
  }[];
}
interface Measured {
  firstLoss: number;
  classes: number;
  gradient: number; // the ratio that is farthest from 1
  oneBatch: number; // loss after so many steps
  oneBatchSteps?: number; // 200, unless they did not do
  labelsInBatch: number; // different labels in a batch, a mean over those of an epoch
  labelsExpected: number; // the same, were the digits shuffled
  deadShares: number[]; // of each hidden layer, after an epoch
  finite: boolean; // the outputs after it
  sweep: Record<string, number>; // power of ten → last loss of an epoch
  first: number; // loss of the first step
}


/* A value for each setting of the page, as the table in state.js reads it from an address. */
interface LabSettings {
  room: "look" | "train";
  source: "drawing" | "pocket" | "hardest" | "picture";
  digit: number;
  ink: Stroke[];
  pixels: Float64Array | null;
  way: "mnist" | "plain";
  down: number;
  right: number;
  turn: number;
  missing: number;
  white: number;
  noise: number;
  network: string; // the lab's own name of a recorded one
  value: number[] | null; // layer and place
  show: "values" | "gradients";
  target: "loss" | "logit";
  class: string; // a digit, or "usual"
  off: number[][]; // each a layer and a unit
  masks: number;
  drop: number;
  architecture: TrainingSettings["architecture"];
  units: number;
  start: string;
  optimizer: string;
  rate: number;
  batch: number;
  order: TrainingSettings["order"];
  seed: number;
  epochs: number;
  pixelscale: TrainingSettings["pixels"];
  softmax: TrainingSettings["softmax"];
  zeroing: TrainingSettings["gradients"];
  steps: number;
}

/* What a half of the lab may ask of it: to change the state, whether the change is done or still
   going on; to note what is shown already; and to say what is wrong. */
interface LabOptions {
  change(values: Partial<LabSettings>, done?: boolean): void;
  note(values: Partial<LabSettings>): void;
  say(faults: string[]): void;
}

/* A network as its record describes it: `workedout.networks.models`. */
interface LabDescription {
  kind: string;
  hidden: number[];
  blocks: number[][];
  kernel: number;
  dense: number;
  dropout: number;
  block_dropout: number;
  input_dropout: number;
}
