/* What a reader did is kept on their own device, in localStorage under one key with a version, and
   is never sent. Where storage is blocked, full or spoilt, or of a newer version than this, the
   page works all the same and keeps it until it is closed.

   Below each kind stand entries by name; what is of another form is left out when it is read.
   One global is made, `workedoutProgress`. */

/** What a reader gave as an answer: a text, texts of several fields, or a small network.
 * @typedef {{ layers: object[] }} WorkedoutNetwork
 * @typedef {string | string[] | WorkedoutNetwork} WorkedoutGiven
 * @typedef {{ given: WorkedoutGiven, right: boolean, attempts: number }} WorkedoutAnswer */

/** What is kept, by kind and by name.
 * @typedef {{
 *   answers: Record<string, WorkedoutAnswer>,
 *   predictions: Record<string, string>,
 *   hints: Record<string, true>,
 *   steps: Record<string, true>,
 *   sections: Record<string, true>,
 * }} WorkedoutEntries */

const workedoutProgress = (() => {
  "use strict";

  const KEY = "workedout-progress";
  const FORMAT = "workedout-progress";
  const VERSION = 1;
  const LONGEST = { name: 200, entry: 4000, file: 2_000_000 };

  /** @type {(value: unknown) => boolean} */
  const isTrue = (value) => value === true;
  /** @type {(value: unknown) => boolean} */
  const isChoice = (value) => typeof value === "string" && /^[1-9]\d?$/.test(value);
  /** @type {(value: unknown) => boolean} */
  const isAnswer = (value) =>
    isObject(value) &&
    typeof value.right === "boolean" &&
    Number.isSafeInteger(value.attempts) &&
    Number(value.attempts) > 0 &&
    isGiven(value.given);
  /** @type {Record<keyof WorkedoutEntries, (value: unknown) => boolean>} */
  const KINDS = {
    answers: isAnswer, // by the exercise's label: what was given, whether right, how many attempts
    predictions: isChoice, // by page and question: the number of the answer
    hints: isTrue, // by the hint's anchor: opened
    steps: isTrue, // by page and step: ticked
    sections: isTrue, // by page and section: finished
  };

  const FORMS = /** @type {[keyof WorkedoutEntries, (value: unknown) => boolean][]} */ (
    Object.entries(KINDS)
  );

  /** @param {unknown} value
   * @returns {value is Record<string, unknown>} */
  function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }

  /** A text, texts of several fields, or the layers of a small network.
   * @param {unknown} value */
  function isGiven(value) {
    if (typeof value === "string") return true;
    if (Array.isArray(value)) return value.every((text) => typeof text === "string");
    return isObject(value) && Array.isArray(value.layers) && value.layers.every(isObject);
  }

  /** @returns {WorkedoutEntries} */
  function empty() {
    return { answers: {}, predictions: {}, hints: {}, steps: {}, sections: {} };
  }

  /** The entries of sound form in what was read, whatever it is.
   * @param {unknown} read */
  function sound(read) {
    /** @type {Record<keyof WorkedoutEntries, Record<string, unknown>>} */
    const found = empty();
    for (const [kind, fits] of FORMS) {
      const given = isObject(read) ? read[kind] : null;
      for (const [name, value] of Object.entries(isObject(given) ? given : {})) {
        if (name.length > LONGEST.name || name === "__proto__" || !fits(value)) continue;
        if (JSON.stringify(value).length <= LONGEST.entry) found[kind][name] = value;
      }
    }
    return /** @type {WorkedoutEntries} */ (found);
  }

  let inMemory = empty(); // what this page knows, where nothing can be stored
  let stored = true;

  /** @returns {WorkedoutEntries} */
  function load() {
    let text = null;
    try {
      text = localStorage.getItem(KEY);
    } catch {
      stored = false; // blocked
    }
    if (!stored) return inMemory;
    if (text === null) return empty();
    let read = null;
    try {
      read = JSON.parse(text);
    } catch {
      // Edited by hand: as if there were none.
    }
    if (read?.version > VERSION) {
      stored = false; // kept for the newer page that wrote it
      return inMemory;
    }
    return read?.version === VERSION ? sound(read) : empty();
  }

  /** @param {WorkedoutEntries} entries */
  function save(entries) {
    inMemory = entries;
    if (!stored) return;
    try {
      localStorage.setItem(KEY, JSON.stringify({ version: VERSION, ...entries }));
    } catch {
      stored = false; // full
    }
  }

  /** @template {keyof WorkedoutEntries} Kind
   * @param {Kind} kind
   * @param {string} name
   * @returns {WorkedoutEntries[Kind][string] | null} */
  function get(kind, name) {
    const entries = load()[kind];
    return Object.hasOwn(entries, name)
      ? /** @type {WorkedoutEntries[Kind][string]} */ (entries[name])
      : null;
  }

  /** Other pages may have written since: each change is made to what is stored now.
   * @template {keyof WorkedoutEntries} Kind
   * @param {Kind} kind
   * @param {string} name
   * @param {WorkedoutEntries[Kind][string] | null} value */
  function set(kind, name, value) {
    const entries = load();
    if (value === null) delete entries[kind][name];
    else entries[kind][name] = value;
    save(entries);
  }

  /** @param {string} reader */
  function exported(reader) {
    const text = JSON.stringify({ format: FORMAT, version: VERSION, reader, ...load() }, null, 1);
    return `${text}\n`;
  }

  /** Take over what a file holds; of an entry that is there already, the file's is kept. Gives one
   * sentence about what happened.
   * @param {string} text */
  function imported(text) {
    let read = null;
    if (text.length > LONGEST.file) return "Not imported: the file is too large.";
    try {
      read = JSON.parse(text);
    } catch {
      return "Not imported: the file is damaged, or is no file of this book.";
    }
    if (read?.format !== FORMAT) return "Not imported: this is no file that this book exported.";
    if (read.version !== VERSION) return "Not imported: the file is of another version.";
    const entries = load();
    const found = sound(read);
    for (const [kind] of FORMS) Object.assign(entries[kind], found[kind]);
    save(entries);
    const count = Object.values(found).reduce((sum, each) => sum + Object.keys(each).length, 0);
    return `Imported: ${count} ${count === 1 ? "entry" : "entries"}.`;
  }

  function reset() {
    inMemory = empty();
    try {
      localStorage.removeItem(KEY);
      stored = true;
    } catch {
      stored = false;
    }
  }

  // The page's name in the book, as "book/signals/logic", wherever the book lies.
  function page() {
    const depth = (document.documentElement.dataset.content_root ?? "./").split("../").length;
    const parts = location.pathname.split("/").slice(-depth);
    return parts.join("/").replace(/\.html$/, "") || "index";
  }

  return {
    get,
    all: load,
    set,
    exported,
    imported,
    reset,
    page,
    isKept: () => load() && stored,
  };
})();
