/* A table of settings: one for the address, the controls, the page's own table, and the links that
   the build checks. It needs no page; the playground has one, and the digits lab. */

/** What is known of a row, whatever its values are: how a setting is read from a text, undefined
 * where the text is no value of it; how it is written; and what is said of the values it takes.
 * @typedef {{
 *   key: string,
 *   default: unknown,
 *   kind: { read(text: string): unknown, write(value: unknown): string, range: string },
 * }} SettingsRow */

/** @template {object} Values
 * @typedef {{
 *   defaults(): Values,
 *   fault(row: SettingsRow, given: string): string,
 *   parse(text: string): { values: Values, faults: string[] },
 *   write(values: Values): string,
 * }} SettingsTable */

const settingsTable = (() => {
  "use strict";

  /** One of some names, each with what a reader is shown.
   * @param {Record<string, string>} options */
  function choice(options) {
    return {
      options,
      read: (/** @type {string} */ text) =>
        Object.keys(options).includes(text) ? text : undefined,
      write: String,
      range: Object.keys(options).join(", "),
    };
  }

  /** @param {string} text */
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  /** What is said about a value that its row does not take.
   * @param {SettingsRow} row
   * @param {string} given */
  function fault({ key, kind, default: value }, given) {
    return (
      `“${key}” cannot be “${given}” (expected: ${kind.range}); ` +
      `the default ${kind.write(value) || "none"} is used.`
    );
  }

  /** What a table of settings can do.
   * @template {object} Values
   * @param {SettingsRow[]} rows a value of each of them is in `Values`
   * @returns {SettingsTable<Values>} */
  function of(rows) {
    const known = new Map(rows.map((row) => [row.key, row]));

    const defaults = () =>
      /** @type {Values} */ (Object.fromEntries(rows.map((row) => [row.key, row.default])));

    /** Settings from the address's text, "hidden=4,2&seed=3", and what was wrong with it.
     * @param {string} text */
    function parse(text) {
      /** @type {string[]} */
      const faults = [];
      const values = defaults(),
        seen = new Set();
      for (const part of text.split("&").filter(Boolean)) {
        const [key, given] = [part.split("=", 1)[0], part.slice(part.indexOf("=") + 1)].map(
          decoded,
        );
        const row = known.get(key);
        if (!row) {
          faults.push(`There is no setting “${key}”.`);
        } else if (seen.has(key)) {
          faults.push(`“${key}” is given more than once; the first counts.`);
        } else {
          seen.add(key);
          const value = row.kind.read(given);
          if (value === undefined) faults.push(fault(row, given));
          else Object.assign(values, { [key]: value });
        }
      }
      return { values, faults };
    }

    /** The shortest text from which `parse` reads these settings.
     * @param {Values} values */
    function write(values) {
      const given = new Map(Object.entries(values));
      return rows
        .map(({ key, kind, default: usual }) => ({
          key,
          text: kind.write(given.get(key)),
          usual: kind.write(usual),
        }))
        .filter(({ text, usual }) => text !== usual)
        .map(({ key, text }) => `${key}=${text}`)
        .join("&");
    }

    return { defaults, fault, parse, write };
  }

  return { choice, of };
})();
