/* Ranks the sections of a book by the words that they share with a question.

   Pure: it reads no page and asks for nothing. Words are compared by their stems, symbols by their
   names, sizes as one word (57 × 57 is 57x57), decimals by their value (2.30 is 2.3). A word that
   no section has stands for those that it begins or that differ from it by a slip of the finger.
   No word is required; a rare one counts more than a frequent one, in a title more than in the
   text (BM25). Two words that follow one another in the question count once more where they do so
   in a section. A question's words may be spread over a page: a section counts more on a page that
   has more of them. */

/** Each word of a text as it was written, and its stem.
 * @typedef {[word: string, stem: string][]} SectionRead
 * @typedef {(text: string) => SectionRead} SectionReader */

/** A book as the build describes it: the entries of a page are anchor, title, text and code.
 * @typedef {{
 *   same: Record<string, string>,
 *   last: string[],
 *   after?: string[],
 *   pages: Record<string, { title: string, entries: [string, string, string, string][] }>,
 * }} SectionBook */

/** @typedef {{
 *   page: string,
 *   pageTitle: string,
 *   anchor: string,
 *   title: string,
 *   text: string,
 *   length: number,
 *   named: Set<string>,
 *   factor: number,
 *   isAfter: boolean,
 * }} Section
 * @typedef {Section & { score: number }} SectionFound */

/** What `search` needs: for each stem, how often each section has it; for each page, the numbers of
 * its sections.
 * @typedef {{
 *   read: SectionReader,
 *   sections: Section[],
 *   pages: Map<string, number[]>,
 *   postings: Map<string, Map<number, number>>,
 *   mean: number,
 * }} SectionIndex */

const sectionSearch = (() => {
  "use strict";

  const GREEK =
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho " +
    "sigma sigma tau upsilon phi chi psi omega";
  /** @type {Record<string, string>} */
  const SIGNS = { "∂": "partial", "∇": "gradient", "∑": "sum", "√": "root", "∞": "infinity" };
  for (const [at, name] of GREEK.split(" ").entries()) {
    SIGNS[String.fromCharCode(0x3b1 + at)] = name;
  }
  const SIGN = new RegExp(`[${Object.keys(SIGNS).join("")}]`, "g");
  const WORD = /\d+(?:x\d+)+|\d+(?:\.\d+)?|[\p{L}][\p{L}\p{N}]*/gu;

  /* What makes a sentence a question tells no section from another. */
  const EMPTY = new Set(
    (
      "a about all always am an and any are as at be because been but by can cant compute could did do does " +
      "doesnt dont for from get gets give given had has have how i if in into is isnt it its just " +
      "make me mean means more my need needs no not of on one only or our s should so than that the their " +
      "them then there these they this to use was we what when where which who why will with work " +
      "would you your"
    ).split(" "),
  );
  const EMPTY_WEIGHT = 0.1;
  const FIELDS = { title: 4, page: 1.5, text: 1, code: 0.4 };
  const SATURATION = 1.2;
  const LENGTH = 0.4; // how far a long section has to have a word more often
  const INEXACT = 0.5;
  const LAST = 0.7; // for sections that should follow others
  const NUMBER = 0.6; // a number among words says less than they do
  const CROWD = 0.8; // for each section of the same page that comes before
  const PAIR = 0.6; // of the weight of a word as rare
  const PAGE_COUNT = 0.8; // so often, by the root of its length, a page has a word to be half about it
  const PAGE = 0.6; // how much of a section's score its page decides

  /** Return a text with each sign by its name, each size as one word, and one spelling.
   * @param {string} text */
  function plain(text) {
    return text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[’']s\b|[’']/g, "")
      .replace(SIGN, (sign) => ` ${SIGNS[sign]} `)
      .replace(/(\d),(?=\d{3}(?!\d))/g, "$1")
      .replace(/(\d)\s*[×x*]\s*(?=\d)/g, "$1x")
      .replace(/(\d\.\d*?[1-9])0+(?!\d)/g, "$1")
      .replace(/is(e|es|ed|ing|ation|ations)\b/g, "iz$1");
  }

  /** Return a text's words as they are compared, in their order, before they are stemmed.
   * @param {string} text */
  function words(text) {
    /** @type {string[]} */
    const found = [];
    for (const word of plain(text).match(WORD) ?? []) {
      found.push(word);
      if (/^\d+x/.test(word)) found.push(...word.split("x"));
    }
    return found;
  }

  /** Return a function from texts to stems, in which the book's own words stand for others.
   * @param {(word: string) => string} stem
   * @param {Record<string, string>} same
   * @returns {SectionReader} */
  function reader(stem, same) {
    const names = new Map(Object.entries(same).map(([name, meant]) => [plain(name), meant]));
    const name = new RegExp(`\\b(?:${[...names.keys()].join("|")})\\b`, "g");
    /** @type {Map<string, string>} */
    const stems = new Map();
    /** @param {string} word
     * @returns {string} */
    function stemmed(word) {
      const known = stems.get(word) ?? stem(word);
      stems.set(word, known);
      return known;
    }
    return (text) => {
      const renamed = names.size
        ? plain(text).replace(name, (found) => names.get(found) ?? found)
        : text;
      return words(renamed).map((word) => [word, stemmed(word)]);
    };
  }

  /** Return the stems of those words that tell one section from another.
   * @param {SectionRead} read */
  function counting(read) {
    return read.filter(([word]) => !EMPTY.has(word)).map(([, stem]) => stem);
  }

  /** Return each two stems that follow one another, both of words that count.
   * @param {SectionRead} read */
  function pairs(read) {
    /** @type {string[]} */
    const found = [];
    for (let at = 1; at < read.length; at++) {
      const [[before, first], [word, second]] = [read[at - 1], read[at]];
      if (!EMPTY.has(before) && !EMPTY.has(word)) found.push(`${first} ${second}`);
    }
    return found;
  }

  /** Return how well a title and a question say the same: 1 where their words that count do.
   * @param {Set<string>} named
   * @param {Set<string>} stems */
  function agreement(named, stems) {
    if (named.size === 0 || stems.size === 0) return 0;
    const shared = [...stems].filter((stem) => named.has(stem)).length;
    return (shared / named.size) * (shared / stems.size);
  }

  /** Return what `search` needs: for each stem, how often each section has it, by field.
   * @param {SectionBook} book
   * @param {(word: string) => string} stem
   * @returns {SectionIndex} */
  function index(book, stem) {
    const read = reader(stem, book.same);
    const last = new Set(book.last);
    const after = new Set(book.after ?? []);
    /** @type {Section[]} */
    const sections = [];
    /** @type {Map<string, number[]>} */
    const pages = new Map();
    /** @type {Map<string, Map<number, number>>} */
    const postings = new Map();
    /** @param {string} stem
     * @param {number} number
     * @param {number} weight */
    function post(stem, number, weight) {
      const counts = postings.get(stem) ?? new Map();
      postings.set(stem, counts);
      counts.set(number, (counts.get(number) ?? 0) + weight);
    }
    for (const [page, { title: pageTitle, entries }] of Object.entries(book.pages)) {
      entries.forEach(([anchor, title, text, code], place) => {
        const number = sections.length;
        /** @type {Record<string, string>} */
        const fields = { title, page: place === 0 ? "" : pageTitle, text, code };
        let length = 0;
        for (const [field, weight] of Object.entries(FIELDS)) {
          const found = read(fields[field]);
          for (const [, each] of found) post(each, number, weight);
          if (field !== "code") for (const each of pairs(found)) post(each, number, weight);
          length += field === "text" ? found.length : 0;
        }
        const named = new Set(counting(read(title)));
        const factor = last.has(title) ? LAST : 1;
        const isAfter = after.has(page);
        sections.push({ page, pageTitle, anchor, title, text, length, named, factor, isAfter });
        pages.set(page, [...(pages.get(page) ?? []), number]);
      });
    }
    const mean = sections.reduce((sum, { length }) => sum + length, 0) / (sections.length || 1);
    return { read, sections, pages, postings, mean: mean || 1 };
  }

  /** Tell whether one slip (a letter more, fewer, another, or two exchanged) parts two words.
   * @param {string} a
   * @param {string} b */
  function isSlip(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    let start = 0;
    while (start < a.length && a[start] === b[start]) start++;
    let end = 0;
    const most = Math.min(a.length, b.length) - start;
    while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
    if (left.length <= 1 && right.length <= 1) return true;
    return left.length === 2 && left[0] === right[1] && left[1] === right[0];
  }

  /** Return how often each section has a stem, or what it may stand for where none has it.
   * @param {string} stem
   * @param {SectionIndex} index
   * @returns {Map<number, number>} */
  function foundIn(stem, { postings }) {
    const known = postings.get(stem);
    if (known) return known;
    if (/^\d+(x|$)| /.test(stem) || stem.length < 3) return new Map();
    let similar = [...postings.keys()].filter((each) => each.startsWith(stem));
    if (similar.length === 0 && stem.length > 4) {
      similar = [...postings.keys()].filter((each) => isSlip(each, stem));
    }
    /** @type {Map<number, number>} */
    const together = new Map();
    for (const each of similar) {
      for (const [section, count] of postings.get(each) ?? []) {
        together.set(section, Math.max(together.get(section) ?? 0, count * INEXACT));
      }
    }
    return together;
  }

  /** Return how much each stem, or pair, of a question weighs before it is known how rare it is.
   * @param {SectionRead} read */
  function weights(read) {
    /** @type {Map<string, number>} */
    const asked = new Map();
    const many = counting(read).length > 2;
    for (const [word, stem] of read) {
      const weight = EMPTY.has(word) ? EMPTY_WEIGHT : many && /^\d+$/.test(word) ? NUMBER : 1;
      asked.set(stem, Math.max(asked.get(stem) ?? 0, weight));
    }
    for (const pair of pairs(read)) asked.set(pair, PAIR);
    return asked;
  }

  /** Return for each page which share it has of a question's words, the rare ones before all.
   * @param {Map<string, number>} asked
   * @param {SectionIndex} made */
  function shares(asked, made) {
    const found = new Map([...made.pages.keys()].map((page) => [page, 0]));
    let whole = 0;
    for (const [stem, weight] of asked) {
      const counts = foundIn(stem, made);
      /** @type {Map<string, number>} */
      const onPages = new Map();
      for (const [section, count] of counts) {
        const { page } = made.sections[section];
        onPages.set(page, (onPages.get(page) ?? 0) + count);
      }
      const rarity = weight * Math.log(1 + made.pages.size / (onPages.size + 0.5));
      whole += stem.includes(" ") ? 0 : rarity;
      for (const [page, count] of onPages) {
        const expected = PAGE_COUNT * Math.sqrt(made.pages.get(page)?.length ?? 0);
        found.set(page, (found.get(page) ?? 0) + (rarity * count) / (count + expected));
      }
    }
    for (const [page, share] of found) found.set(page, Math.min(1, share / (whole || 1)));
    return found;
  }

  /** Return the sections that answer a question, best first, each with its score and the words of
   * the question that count.
   * @param {string} question
   * @param {SectionIndex} made
   * @returns {SectionFound[]} */
  function search(question, made) {
    const read = made.read(question);
    const asked = weights(read);
    const ofPage = shares(asked, made);
    /** @type {Map<number, number>} */
    const scores = new Map();
    /** @type {Map<number, number>} */
    const covered = new Map();
    let whole = 0;
    for (const [stem, weight] of asked) {
      const counts = foundIn(stem, made);
      const isPair = stem.includes(" ");
      const rarity = weight * Math.log(1 + made.sections.length / (counts.size + 0.5));
      if (!isPair) whole += rarity;
      for (const [section, count] of counts) {
        const { length } = made.sections[section];
        const expected = 1 - LENGTH + (LENGTH * length) / made.mean;
        const gain = (rarity * count * (SATURATION + 1)) / (count + SATURATION * expected);
        scores.set(section, (scores.get(section) ?? 0) + gain);
        if (!isPair) covered.set(section, (covered.get(section) ?? 0) + rarity);
      }
    }
    const stems = new Set(counting(read));
    const results = [...scores].map(([number, score]) => {
      const section = made.sections[number];
      const fit = section.factor * (1 + agreement(section.named, stems));
      const share = (covered.get(number) ?? 0) / whole;
      const page = 1 - PAGE + PAGE * (ofPage.get(section.page) ?? 0);
      return { ...section, score: score * fit * share * page };
    });
    return inOrder(inOrder(results).map(crowded(new Map())));
  }

  /** @param {SectionFound[]} results */
  function inOrder(results) {
    const explaining = results.filter(({ isAfter }) => !isAfter);
    const most = Math.max(...(explaining.length ? explaining : results).map((each) => each.score));
    return results
      .filter(({ score }) => score > most / 5)
      .sort((a, b) => +a.isAfter - +b.isAfter || b.score - a.score || (a.page < b.page ? -1 : 1));
  }

  /** Return a function that lets each further section of a page count less.
   * @param {Map<string, number>} seen
   * @returns {(result: SectionFound) => SectionFound} */
  function crowded(seen) {
    return (result) => {
      const before = seen.get(result.page) ?? 0;
      seen.set(result.page, before + 1);
      return { ...result, score: result.score * CROWD ** before };
    };
  }

  /** Return a function that tells which words of a text are those of a question that count.
   * @param {string} question
   * @param {SectionIndex} made
   * @returns {(word: string) => boolean} */
  function marker(question, made) {
    const stems = new Set(counting(made.read(question)));
    /** @type {Map<string, boolean>} */
    const known = new Map();
    return (word) => {
      const marked = known.get(word) ?? made.read(word).some(([, stem]) => stems.has(stem));
      known.set(word, marked);
      return marked;
    };
  }

  return { words, index, search, marker, isSlip };
})();
