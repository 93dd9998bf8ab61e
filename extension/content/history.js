// @ts-check
// Role: tells a history that a site loads above the rows of a chat from new rows, in a list whose rows keep their nodes.
// Must not: read a row's words, or remember rows.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  class History {
    /**
     * @param {boolean} newestLast whether the site adds new rows at the end only
     * @param {(node: Node) => boolean} known whether a row was there before, or is in this part of the list
     */
    constructor(newestLast, known) {
      this.newestLast = newestLast;
      this.known = known;
    }

    /**
     * Whether what was added stands above a row that was there before.
     * @param {MutationRecord} record
     * @param {Element | null} list
     */
    holds({ target, nextSibling }, list) {
      if (!this.newestLast) return false;
      let node = nextSibling;
      for (let around = target; ; around = /** @type {Node} */ (around.parentNode)) {
        for (; node; node = node.nextSibling) if (this.known(node)) return true;
        if (around === list || !list?.contains(around)) return false;
        node = around.nextSibling;
      }
    }

    /**
     * The first row of a list that replaced another which is not older than it.
     * @param {Element[]} rows
     */
    end(rows) {
      return this.newestLast ? Math.max(rows.findIndex(this.known), 0) : 0;
    }
  }

  shared.History = History;
})();
