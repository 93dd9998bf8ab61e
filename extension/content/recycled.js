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

  /**
   * Lengths of the longest common subsequences of all ends of the two lists, as one flat table.
   * @param {string[]} known
   * @param {string[]} shown
   */
  function commonLengths(known, shown) {
    const width = shown.length + 1;
    const lengths = new Uint16Array((known.length + 1) * width);
    for (let i = known.length - 1; i >= 0; i--) {
      for (let j = shown.length - 1; j >= 0; j--) {
        const skip = Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
        lengths[i * width + j] = known[i] === shown[j] ? lengths[(i + 1) * width + j + 1] + 1 : skip;
      }
    }
    return lengths;
  }

  /**
   * The longest common subsequence as pairs [position in known, position in shown].
   * @param {string[]} known
   * @param {string[]} shown
   */
  function commonPairs(known, shown) {
    const width = shown.length + 1;
    const lengths = commonLengths(known, shown);
    /** @type {[number, number][]} */
    const pairs = [];
    let i = 0;
    let j = 0;
    while (i < known.length && j < shown.length) {
      if (known[i] === shown[j]) pairs.push([i++, j++]);
      else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i++;
      else j++;
    }
    return pairs;
  }

  /**
   * A row changed or deleted in the middle breaks the exact alignment. Its neighbours are then found by the longest common
   * subsequence, and only what follows the last known row is new, unless more known rows than new ones would follow: then
   * the seller is looking at rows further up.
   * @param {string[]} known
   * @param {string[]} shown
   * @returns {{ from: number, known: string[] } | null} null when too little is common to say anything
   */
  function looseAlignment(known, shown) {
    const offset = Math.max(known.length - 2 * shown.length, 0);
    const pairs = commonPairs(known.slice(offset), shown);
    if (pairs.length * 3 < shown.length || !pairs.length) return null;
    const [firstKnown, firstShown] = pairs[0];
    const [lastKnown, lastShown] = pairs[pairs.length - 1];
    const after = known.slice(offset + lastKnown + 1);
    const added = shown.length - lastShown - 1;
    const scrolledUp = after.length > added;
    const middle = shown.slice(firstShown, scrolledUp ? lastShown + 1 : shown.length);
    return {
      from: scrolledUp ? shown.length : lastShown + 1,
      known: [...known.slice(0, offset + firstKnown), ...middle, ...(scrolledUp ? after : [])],
    };
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
      if (loose && loose.from > exact) return { ...loose, jumped: false };
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
     * @returns {number[]} positions of the new rows
     */
    add(shown, swapped, now) {
      if (!shown.length) return [];
      const { from, known, jumped } = align(this.known, shown);
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
