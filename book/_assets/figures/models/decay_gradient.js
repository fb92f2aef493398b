/* One weight between the gradient of h (w − 1)²/2 and a decay κ: their pulls, and where they cancel. */

const figuresDecayGradient = (() => {
  "use strict";

  const { define, shown, steps, written } = figuresFigure;
  const [RATE, START, STEPS] = [0.2, 2, 60];

  return define("decay-gradient", {
    knobs: [
      { key: "h", label: "curvature of the cost, h", values: steps(0, 2, 0.05), first: 0.5 },
      { key: "decay", label: "decay, λ/N", values: steps(0, 2, 0.05), first: 0.25 },
    ],
    answer: (/** @type {{ h: number, decay: number }} */ { h, decay }) => {
      const path = [START];
      for (let step = 0; step < STEPS; step++) {
        const w = path[step];
        path.push(w - RATE * (h * (w - 1) + decay * w));
      }
      return { path, settled: h + decay === 0 ? null : h / (h + decay) };
    },
    marks: ({ path, settled }, { h, decay }) => {
      const rest = settled ?? START;
      return {
        gradient: {
          on: 0,
          line: [
            [0, h],
            [2, -h],
          ],
        },
        decay: {
          on: 0,
          line: [
            [0, 0],
            [2, 2 * decay],
          ],
        },
        settled: { on: 0, dots: [[rest, decay * rest]], radius: 4 },
        path: { on: 1, line: path.map((w, step) => [step, w]) },
        rest: {
          on: 1,
          line: [
            [0, rest],
            [STEPS, rest],
          ],
        },
      };
    },
    say: ({ path, settled }, { h, decay }) => {
      if (settled === null) return "Nothing pulls, so the weight stays at 2.";
      const end = `after ${STEPS} steps it is at ${written(path[STEPS])}`;
      if (h === 0) return `No gradient holds the weight: it decays towards 0, and ${end}.`;
      return (
        `With h = ${shown(h)} and the decay ${shown(decay)} the pulls cancel at w = ` +
        `${written(settled)}; ${end}. Without decay it would go to 1.`
      );
    },
  });
})();
