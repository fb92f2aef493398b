/* What the lab loads when it is opened: weights and digits, as scripts, since a page from a disk
   may load no other files. Such a script calls `labFiles.arrived` with a name and a text.

   One global is made, `labFiles`. */

const labFiles = (() => {
  "use strict";

  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const folder = new URL(".", script?.src ?? location.href);

  /** @type {Map<string, (text: string) => void>} */
  const awaited = new Map();
  /** @type {Map<string, Promise<string>>} */
  const asked = new Map();

  /** What a script of data hands over.
   * @param {string} name @param {string} text */
  function arrived(name, text) {
    awaited.get(name)?.(text);
  }

  /** The text of a file; each is asked for once.
   * @param {string} name @returns {Promise<string>} */
  function text(name) {
    const before = asked.get(name);
    if (before) return before;
    /** @type {Promise<string>} */
    const promise = new Promise((resolve, reject) => {
      awaited.set(name, resolve);
      const element = document.createElement("script");
      element.src = new URL(`data/${name}.js`, folder).href;
      element.addEventListener("error", () => {
        asked.delete(name); // so that it can be tried again
        reject(new Error(`The file ${name}.js could not be loaded.`));
      });
      document.head.append(element);
    });
    asked.set(name, promise);
    return promise;
  }

  /** Bytes out of base64.
   * @param {string} base64 */
  const decoded = (base64) => Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));

  /** The shades of a picture, from 0 to 1, on white where it is transparent.
   * @param {CanvasImageSource} image @param {number} width @param {number} height
   * @returns {Picture} */
  function shadesOf(image, width, height) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(image, 0, 0, width, height);
    const { data } = pen.getImageData(0, 0, width, height);
    const values = Float64Array.from({ length: width * height }, (_, at) => {
      const [red, green, blue] = data.subarray(4 * at, 4 * at + 3);
      return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
    });
    return { values, width, height };
  }

  const MOST = 400; // pixels along a side: more say no more about 20

  /** A picture out of a file that the reader chose, or out of an address of data.
   * @param {string} address @returns {Promise<Picture>} */
  async function pictureFrom(address) {
    const image = new Image();
    image.src = address;
    try {
      await image.decode();
    } catch {
      throw new Error("This file is no picture that the browser can show.");
    }
    const less = Math.min(1, MOST / Math.max(image.naturalWidth, image.naturalHeight));
    /** @type {(side: number) => number} */
    const side = (pixels) => Math.max(1, Math.round(pixels * less));
    return shadesOf(image, side(image.naturalWidth), side(image.naturalHeight));
  }

  return { arrived, text, decoded, pictureFrom };
})();
