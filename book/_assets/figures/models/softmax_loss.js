/* Three logits, of which the first is the label's: the probabilities that softmax makes of them, and
   the loss. */

const figuresSoftmaxLoss = (() => {
  "use strict";

  const { define, steps, written } = figuresFigure;
  const values = steps(-4, 4, 0.5);

  return define("softmax-loss", {
    knobs: [
      { key: "z1", label: "logit of the label, z₁", values, first: 1 },
      { key: "z2", label: "logit z₂", values, first: 2 },
      { key: "z3", label: "logit z₃", values, first: 0 },
    ],
    answer: (/** @type {{ z1: number, z2: number, z3: number }} */ { z1, z2, z3 }) => {
      const logits = [z1, z2, z3];
      const most = Math.max(...logits);
      const powers = logits.map((z) => Math.exp(z - most));
      const sum = powers[0] + powers[1] + powers[2];
      return {
        probabilities: powers.map((power) => power / sum),
        loss: most + Math.log(sum) - z1,
        right: z1 > Math.max(z2, z3),
      };
    },
    marks: ({ probabilities, loss }) => ({
      bars: { on: 0, boxes: probabilities.map((p, at) => [at + 0.7, 0, at + 1.3, p]) },
      shares: { on: 0, words: probabilities.map((p, at) => [at + 1, p, p.toFixed(2)]) },
      here: { on: 1, dots: [[probabilities[0], loss]], radius: 4 },
    }),
    say: ({ probabilities, loss, right }) => {
      const is = `The label has the probability ${written(probabilities[0])}, the loss is ${written(loss)}`;
      return right
        ? `${is}. The answer is right, so the loss is below log 3 = ${written(Math.log(3))}.`
        : `${is}. The label's logit is not the largest, so the loss is at least log 2 = ` +
            `${written(Math.log(2))}.`;
    },
  });
})();
