// What the scripts of the pages find there and no script of ours makes.

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
