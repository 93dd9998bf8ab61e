// @ts-check
// Role: the readable rows of a list in their order, each read once for as long as nothing in it changes.
// Must not: know which of them are new, or observe the page.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const page = shared.page;

  class ShownRows {
    /**
     * @param {Plan} plan
     * @param {(line: ChatLine) => boolean} complete a row that is half filled in is read when its filling is observed
     */
    constructor(plan, complete) {
      this.plan = plan;
      this.complete = complete;
      /** @type {WeakMap<Node, ChatLine>} */
      this.lines = new WeakMap();
    }

    /** @param {Element} container @returns {ChatLine[]} */
    read(container) {
      return page.rowsIn(container, this.plan).map((/** @type {Element} */ row) => this.line(row)).filter(this.complete);
    }

    /** @param {Element} row */
    line(row) {
      const line = this.lines.get(row) ?? page.readRow(row, this.plan);
      this.lines.set(row, line);
      return line;
    }

    /** @param {Node | null} node in which something changed @param {Element | null} container */
    changed(node, container) {
      for (; node && node !== container; node = node.parentNode) this.lines.delete(node);
    }

    /** Not everything that changes how a row reads is observed. */
    forget() {
      this.lines = new WeakMap();
    }
  }

  shared.ShownRows = ShownRows;
})();
