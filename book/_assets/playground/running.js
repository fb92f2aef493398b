/* The playground at work: as much training between two pictures as leaves the page alive. */

/** What a page shows while a training runs, and when it ended by itself.
 * @typedef {{
 *   training: PlaygroundTraining,
 *   settings: PlaygroundSettings,
 *   advanced(): void,
 *   ended(why: "diverged" | "full" | "reached"): void,
 * }} PlaygroundPage */

const playgroundRunning = (() => {
  "use strict";

  const { PARAMETERS } = playgroundSettings;

  const BUDGET = 10; // milliseconds of training between two pictures: the page stays alive
  const AT_ONCE = 250; // milliseconds of training before a state from an address is first shown
  const SLOW = 25,
    SLOW_TILES = 4; // milliseconds of a slow frame; then units are drawn in each fourth
  const CALM = 1000; // milliseconds between pictures for readers who prefer reduced motion
  const MOST = PARAMETERS.find(({ key }) => key === "steps")?.kind.high ?? 0; // steps
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  class Runner {
    /** @param {PlaygroundPage} page */
    constructor(page) {
      this.page = page;
      this.running = false;
      /** @type {number | null} Steps that an address asked for and that are still being made. */
      this.goal = null;
      this.frames = 0;
      this.frameAt = 0;
      this.drawnAt = 0;
      this.gap = 0; // milliseconds between two frames, in the mean of the last ones
    }

    get full() {
      return this.page.training.steps >= MOST;
    }

    /* Where a frame takes long, the units' pictures are renewed less often than the large one. */
    get drawsUnits() {
      return !this.running || this.gap <= SLOW || this.frames % SLOW_TILES === 0;
    }

    start() {
      this.running = true;
      this.drawnAt = 0;
      this.frames = 0;
      this.gap = 0;
      this.frameAt = performance.now();
      requestAnimationFrame(() => this.frame());
    }

    pause() {
      this.running = false;
      this.goal = null;
    }

    /** Go to a number of steps, or as far as time allows; whether it got there.
     * @param {number} steps */
    reach(steps) {
      this.goal = steps;
      this.train(AT_ONCE);
      return this.goal === null;
    }

    /** As much as the chosen speed asks for, the goal and the time allow; whether there is more.
     * @param {number} milliseconds */
    train(milliseconds) {
      const { training, settings } = this.page,
        until = performance.now() + milliseconds;
      const speed = this.goal === null ? settings.speed : "fast";
      do {
        if (this.goal !== null && training.steps >= this.goal) {
          this.goal = null;
          return false;
        }
        if (this.full) return false;
        training.step();
      } while (
        speed !== "step" &&
        performance.now() < until &&
        (speed === "fast" || training.steps % training.stepsPerEpoch)
      );
      return true;
    }

    frame() {
      if (!this.running) return;
      const now = performance.now(),
        catching = this.goal !== null;
      this.gap = 0.9 * this.gap + 0.1 * (now - this.frameAt);
      this.frameAt = now;
      this.frames++;
      const more = this.train(BUDGET);
      const { finite } = this.page.training;
      if (!more || !finite) {
        this.page.ended(finite ? (catching ? "reached" : "full") : "diverged");
        return;
      }
      if (!calm.matches || now - this.drawnAt >= CALM) {
        this.drawnAt = now;
        this.page.advanced();
      }
      requestAnimationFrame(() => this.frame());
    }
  }

  return { Runner };
})();
