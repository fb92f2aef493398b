// What `d3.min.js` sets, as the figures use it.
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
