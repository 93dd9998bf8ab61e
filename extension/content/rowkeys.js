// @ts-check
// Role: remembers the rows of a list that keeps a node for each: by the id the site gives a row, else by the node itself. Knows
// which ids are not a row's last.
// Must not: read a row's words, watch the page, or know a site by name.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  class RowKeys {
    /**
     * @param {Plan} plan
     * @param {string[]} [keys] those an older copy knew
     */
    constructor(plan, keys) {
      const { item, observe } = plan.adapter;
      this.key = item.key;
      this.item = plan.item;
      this.attr = item.key.from === "attr" ? item.key.attr ?? "" : "";
      this.limit = Math.max(2000, 8 * (observe.windowRows ?? 250));
      /** @type {Set<string>} keys of rows already delivered or skipped, oldest first */
      this.keys = new Set(keys);
      /** @type {WeakMap<Element, string>} */
      this.rows = new WeakMap();
      /** @type {string[]} what known rows without an id showed that were taken out in this turn */
      this.left = [];
    }

    /** Whether ids change while a row stands. */
    get changes() {
      return !!this.key.temporaryBelow || !!this.key.temporaryPrefix;
    }

    /**
     * The row's id, or nothing where the site gives it none.
     * @param {Element} row
     */
    of(row) {
      const own = row.getAttribute(this.attr) ?? "";
      if (own || !this.key.onParent) return own;
      const around = row.parentElement?.getAttribute(this.attr) ?? "";
      // An id around several rows is their list's.
      return around && row.parentElement?.querySelectorAll(this.item).length === 1 ? around : "";
    }

    /**
     * The row that an element's id belongs to.
     * @param {Element} element
     */
    rowOf(element) {
      if (element.matches(this.item) || !this.key.onParent) return element;
      return [...element.children].find((child) => child.matches(this.item)) ?? element;
    }

    /** @param {string} key believed in the end, if no other comes @returns {boolean} */
    isTemporary(key) {
      return key.length < (this.key.temporaryBelow ?? 0) || this.isPending(key);
    }

    /** @param {string} key surely followed by another, in this node or in the next @returns {boolean} */
    isPending(key) {
      return !!this.key.temporaryPrefix && key.startsWith(this.key.temporaryPrefix);
    }

    /** @param {Element} row whether it was there before, whatever it shows now @returns {boolean} */
    has(row) {
      return this.rows.has(row) || this.keys.has(this.of(row));
    }

    /**
     * Whether the line with this key was there before, perhaps in another node.
     * @param {Element} row
     * @param {string} key
     */
    knows(row, key) {
      return this.rows.get(row) === key || (key !== "" && this.keys.has(key));
    }

    /**
     * @param {Element} row
     * @param {string} key
     */
    remember(row, key) {
      this.rows.set(row, key);
      if (!key || this.isTemporary(key)) return;
      this.keys.add(key);
      if (this.keys.size > this.limit) this.keys.delete(/** @type {string} */ (this.keys.values().next().value));
    }

    /**
     * Where a row may be without an id, what is taken out and comes back in the same turn is nothing new.
     * @param {MutationRecord[]} records
     * @param {(row: Element) => string} print
     */
    note(records, print) {
      this.left = [];
      if (!this.attr) return;
      const nodes = records.flatMap(({ removedNodes }) => [...removedNodes]).filter((node) => node instanceof Element && !node.isConnected);
      const rows = /** @type {Element[]} */ (nodes).flatMap((node) => [node, ...node.querySelectorAll(this.item)]);
      this.left = rows.filter((row) => this.rows.get(row) === "").map(print);
    }

    /** @param {string} row whether the page only built it anew */
    cameBack(row) {
      const at = this.left.indexOf(row);
      if (at >= 0) this.left.splice(at, 1);
      return at >= 0;
    }
  }

  shared.RowKeys = RowKeys;
})();
