// @ts-check
// Role: says which rows of a recycled list are new by aligning what is shown with what was known, because such lists reuse
// their nodes and carry no ids. Two identical lines count as two.
// Must not: touch the page; it sees only prints (author, kind and text as one string) in their order.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  /**
   * How many of the shown rows are known, by exact alignment: first a place where all of them stand among the known rows
   * (nothing new, or the seller scrolled up), else the longest end of the known rows that begins the shown ones.
   * @param {string[]} known
   * @param {string[]} shown
   */
  function exactOverlap(known, shown) {
    const fits = (/** @type {number} */ from, /** @type {number} */ count) => {
      for (let i = 0; i < count; i++) if (known[from + i] !== shown[i]) return false;
      return true;
    };
    const last = known.length - shown.length;
    for (let from = last; from >= 0; from--) if (fits(from, shown.length)) return shown.length;
    for (let from = Math.max(last + 1, 0); from < known.length; from++) {
      if (fits(from, known.length - from)) return known.length - from;
    }
    return 0;
  }

  /** What a row found again says for an alignment; what a removed or added row, and a changed one, say against it. */
  const FOUND = 4;
  const GAP = -2;
  const CHANGED = -3;
  /**
   * Shown rows that end among the known ones are those of a seller who scrolled up. If then the last of them is not found, more
   * likely the end of the known rows was removed and that row is new.
   */
  const CUT = -8;

  /**
   * Numbers in place of prints, because each row is compared with every other one.
   * @param {string[][]} lists
   */
  function numbered(...lists) {
    /** @type {Map<string, number>} */
    const numbers = new Map();
    const number = (/** @type {string} */ print) => {
      if (!numbers.has(print)) numbers.set(print, numbers.size);
      return /** @type {number} */ (numbers.get(print));
    };
    return lists.map((list) => list.map(number));
  }

  /**
   * What it says that both are the same row.
   * @param {boolean} equal
   * @param {boolean} cut
   */
  const same = (equal, cut) => (equal ? FOUND : cut ? CHANGED + CUT : CHANGED);

  /**
   * How well the ends of the two lists can be aligned, for all of their ends, as one flat table. What follows the end of either
   * list costs nothing: behind the known rows stand the new ones, behind the shown ones what the seller scrolled away from.
   * @param {number[]} known
   * @param {number[]} shown
   */
  function scores(known, shown) {
    const width = shown.length + 1;
    const table = new Int16Array((known.length + 1) * width);
    for (let i = known.length - 1; i >= 0; i--) {
      for (let j = shown.length - 1; j >= 0; j--) {
        const at = i * width + j;
        const end = j === shown.length - 1;
        const together = table[at + width + 1] + same(known[i] === shown[j], end && i < known.length - 1);
        table[at] = Math.max(together, table[at + width] + GAP, table[at + 1] + GAP + (end ? CUT : 0));
      }
    }
    return table;
  }

  /**
   * Changed and removed rows break the exact alignment. Then that one counts which explains the shown rows, from the first one on,
   * by the known rows with the fewest of those; known rows before it cost nothing.
   * @param {string[]} known
   * @param {string[]} shown
   * @returns {{ score: number, from: number, known: string[] }}
   */
  function looseAlignment(known, shown) {
    const [old, now] = numbered(known, shown);
    const table = scores(old, now);
    const width = shown.length + 1;
    let start = known.length;
    for (let i = start; i >= 0; i--) if (table[i * width] > table[start * width]) start = i;
    let [i, j] = [start, 0];
    while (i < known.length && j < shown.length) {
      const at = i * width + j;
      // A removed row is believed before a changed one: what is new then is not taken for old.
      if (table[at] === table[at + width] + GAP) i++;
      else if (table[at] === table[at + width + 1] + same(old[i] === now[j], j === now.length - 1 && i < old.length - 1)) (i++, j++);
      else j++;
    }
    return { score: table[start * width], from: j, known: [...known.slice(0, start), ...shown, ...known.slice(i)] };
  }

  /**
   * @param {string[]} known
   * @param {string[]} shown
   * @returns {{ from: number, known: string[], jumped: boolean }} shown rows from `from` on are new
   */
  function align(known, shown) {
    const exact = exactOverlap(known, shown);
    if (exact * 2 < shown.length) {
      const loose = looseAlignment(known, shown);
      if (loose.score > exact * FOUND) return { ...loose, jumped: false };
    }
    return { from: exact, known: [...known, ...shown.slice(exact)], jumped: exact === 0 && known.length > 0 };
  }

  class RecycledList {
    /**
     * @param {number} rows how many known rows are kept
     * @param {number} sameContentMs after a jump, a line as old as this counts as the same line
     */
    constructor(rows, sameContentMs) {
      this.rows = rows;
      this.sameContentMs = sameContentMs;
      /** @type {string[]} */
      this.known = [];
      /** @type {Map<string, number>} */
      this.deliveredAt = new Map();
    }

    /** @param {string[]} shown rows that are there at the start and are not new */
    start(shown) {
      this.known = shown;
    }

    /** @param {string} print a new row that somebody else noticed */
    append(print) {
      this.known.push(print);
      if (this.known.length > 2 * this.rows) this.known = this.known.slice(-this.rows);
    }

    /**
     * @param {string[]} shown
     * @param {boolean} swapped on another list, nothing in common means an unknown back-log and not a burst
     * @param {number} now
     * @param {() => boolean} away whether the seller looks at rows far above the newest ones
     * @returns {number[]} positions of the new rows
     */
    add(shown, swapped, now, away) {
      if (!shown.length) return [];
      const { from, known, jumped } = align(this.known, shown);
      // With nothing in common these are as well the rows of an hour ago, which must not be answered.
      if (jumped && away()) return [];
      this.known = known.slice(-Math.max(this.rows, shown.length));
      if (jumped && swapped) return [];
      const added = [];
      for (let index = from; index < shown.length; index++) {
        const before = this.deliveredAt.get(shown[index]);
        if (!jumped || before === undefined || now - before >= this.sameContentMs) added.push(index);
      }
      for (const index of added) this.note(shown[index], now);
      return added;
    }

    /**
     * @param {string} print
     * @param {number} now
     */
    note(print, now) {
      this.deliveredAt.delete(print);
      this.deliveredAt.set(print, now);
      if (this.deliveredAt.size > this.rows) this.deliveredAt.delete(/** @type {string} */ (this.deliveredAt.keys().next().value));
    }
  }

  shared.RecycledList = RecycledList;
})();
