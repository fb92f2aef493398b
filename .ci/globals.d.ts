// What the scripts of the pages find there and no script of ours makes.

/** The build writes it for each page: what its fields are judged by, by name, as `keys.js` opens it. */
declare const answersSealed: Record<string, string>;

/** `workedout.exercises.page_tables` writes it into the pages. */
declare const answersTables: {
  words: Record<string, string>;
  ordinals: string[];
  types: Record<"text" | "list" | "other", string>;
  limits: Record<
    | "longest"
    | "strange"
    | "signs"
    | "parts"
    | "brackets"
    | "costly"
    | "digits"
    | "bits"
    | "entries"
    | "range"
    | "precision"
    | "floor"
    | "layers"
    | "numbers"
    | "networkBits",
    number
  >;
  shares: Record<"floating" | "single" | "rounded" | "nothing" | "narrow", [n: string, d: string]>;
  signs: Record<"plain" | "greek" | "commands", Record<string, string>> &
    Record<"functions" | "constants" | "unsaid", string[]> &
    Record<
      | "token"
      | "greekName"
      | "commas"
      | "setting"
      | "grouping"
      | "thin"
      | "fraction"
      | "clear"
      | "bracketed"
      | "comma"
      | "between",
      string
    >;
  grammar: { pairs: Record<string, string>; begins: string[] };
  unicode: Record<"raised" | "lowered" | "kept" | "hidden" | "silent" | "blank", string>;
  points: Record<string, [number: number, side: number, text: string][][]>;
};

// Sphinx's own scripts, on the page of results.
declare const Search: {
  _index: SectionBook;
  query(question: string): void;
  stopPulse(): void;
  title: HTMLElement;
  status: HTMLElement;
  output: HTMLElement;
};
declare class Stemmer {
  stemWord(word: string): string;
}
declare const DOCUMENTATION_OPTIONS: { LINK_SUFFIX: string };

// What `figures/d3/d3.min.js` sets, as the figures use it.
interface FigureD3Scale {
  (value: number): number;
  domain(ends: [number, number]): FigureD3Scale;
  range(ends: [number, number]): FigureD3Scale;
}
interface FigureD3Line {
  (points: ([number, number] | null)[]): string | null;
  defined(test: (point: [number, number] | null) => boolean): FigureD3Line;
  x(get: (point: [number, number]) => number): FigureD3Line;
  y(get: (point: [number, number]) => number): FigureD3Line;
}
interface FigureD3Area {
  (parts: [number, number, number][]): string | null;
  x(get: (part: [number, number, number]) => number): FigureD3Area;
  y0(get: (part: [number, number, number]) => number): FigureD3Area;
  y1(get: (part: [number, number, number]) => number): FigureD3Area;
}
interface FigureD3Path {
  moveTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  toString(): string;
}
declare const d3: {
  transformer(): (change: (x: number) => number, back: (x: number) => number) => FigureD3Scale;
  line(): FigureD3Line;
  area(): FigureD3Area;
  path(): FigureD3Path;
};
