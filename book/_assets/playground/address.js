/* The address of the playground: the settings and the number of steps stand in it after "#", so
   that an address is an experiment. */

const playgroundAddress = (() => {
  "use strict";

  const { button, setText } = playgroundElements;

  /** What the address says about a state; null where it says nothing, or names a heading. */
  function addressed() {
    const text = location.hash.slice(1);
    return text.includes("=") ? text : null;
  }

  /** Let the address say this about the state, without a step back for the browser's button.
   * @param {string} text */
  function say(text) {
    const there = text || addressed() !== null ? `#${text}` : location.hash;
    const here = location.pathname + location.search; // without "#", where all is as usual
    history.replaceState(history.state, "", there === "#" ? here : there);
  }

  /* A button that copies the address. */
  function linkButton() {
    const element = button("Copy link", "The address of exactly this state", () => {
      // Refused on pages that were opened from disk, and where the reader does not allow it.
      const copied =
        navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error("none"));
      copied.then(
        () => answer("Copied"),
        () => answer("See the address bar"),
      );
    });
    /** @type {(text: string) => void} */
    const answer = (text) => {
      setText(element, text);
      setTimeout(() => setText(element, "Copy link"), 2000);
    };
    return element;
  }

  return { addressed, linkButton, say };
})();
