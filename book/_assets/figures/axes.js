/* The marks of a figure, as paths of its SVG: d3 has the scales and the shapes, Python drew the
   axes and says where they lie.

   A place of axes is {x, y}, each {log, domain, range}: the range is in units of the drawing. A
   mark is on the axes with the number `on`, and is one of

     line    points [x, y]; null is a gap,
     area    [x, low, high] from left to right,
     dots    points [x, y], of the radius `radius`,
     boxes   [left, low, right, high],
     words   [x, y, text], which are no path. */

/** @typedef {{ log: boolean, domain: FigurePoint, range: FigurePoint }} FigureAxis */
/** @typedef {{ x: FigureAxis, y: FigureAxis }} FigureAxes */
/** @typedef {(value: number) => number} FigureScale */

const figuresAxes = (() => {
  "use strict";

  const RADIUS = 3;
  // Far beyond every drawing: a coordinate of which SVG makes nothing would spoil the whole path.
  const FAR = 1e5;

  /**
   * Where a value lies along an axis.
   * @param {FigureAxis} axis
   * @returns {FigureScale}
   */
  function scale({ log, domain, range }) {
    const [change, back] = log ? [Math.log, Math.exp] : [Number, Number];
    const place = d3.transformer()(change, back).domain(domain).range(range);
    return (value) => {
      const at = place(value);
      return Number.isNaN(at) ? range[0] : Math.min(Math.max(at, -FAR), FAR);
    };
  }

  /**
   * Both scales of some axes.
   * @param {FigureAxes} axes
   */
  function scales({ x, y }) {
    return { x: scale(x), y: scale(y) };
  }

  /**
   * The `d` of a mark's path.
   * @param {FigureMark} mark
   * @param {FigureAxes[]} places
   * @returns {string}
   */
  function path(mark, places) {
    const { x, y } = scales(places[mark.on]);
    if (mark.line) {
      const drawn = d3
        .line()
        .defined((point) => point !== null)
        .x((point) => x(point[0]))
        .y((point) => y(point[1]));
      return drawn(mark.line) ?? "";
    }
    if (mark.area) {
      const drawn = d3
        .area()
        .x((part) => x(part[0]))
        .y0((part) => y(part[1]))
        .y1((part) => y(part[2]));
      return drawn(mark.area) ?? "";
    }
    const drawn = d3.path();
    const { dots = [], boxes = [], radius = RADIUS } = mark;
    for (const [across, up] of dots) {
      drawn.moveTo(x(across) + radius, y(up));
      drawn.arc(x(across), y(up), radius, 0, 2 * Math.PI);
    }
    for (const [left, low, right, high] of boxes) {
      drawn.rect(x(left), y(low), x(right) - x(left), y(high) - y(low));
    }
    return drawn.toString();
  }

  return { scales, path };
})();
