// @ts-check
// Role: the rows that cannot be read yet, as their parts or their id are still to come: each is tried again until it can be
// read, or was waited for long enough.
// Must not: deliver a line, observe the page, or know a site by name.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const page = shared.page;

  const RETRY_MS = 100;
  /** A row keeps a temporary key this many retries long before it is believed as it stands. */
  const TEMPORARY_RETRIES = 30;

  class LateRows {
    /**
     * @param {Plan} plan
     * @param {{ attr: string, of(row: Element): string, isTemporary(key: string): boolean }} known
     * @param {(line: ChatLine) => boolean} complete
     * @param {{ take(row: Element): void, giveUp(row: Element): void }} reader which adds a row again that it cannot take yet
     */
    constructor(plan, known, complete, reader) {
      this.plan = plan;
      this.known = known;
      this.complete = complete;
      this.reader = reader;
      const { author, text } = plan.adapter;
      this.retries = Math.max(author.retry ?? 0, text.retry ?? 0);
      /** @type {Map<Element, number>} with their retries so far */
      this.rows = new Map();
      this.timer = 0;
    }

    /** @param {Element} row */
    add(row) {
      if (!this.rows.has(row)) this.rows.set(row, 0);
      this.timer ||= setTimeout(() => this.retry(), RETRY_MS);
    }

    /** @param {Element} row */
    has(row) {
      return this.rows.has(row);
    }

    /** @param {Element} row which needs no more tries */
    drop(row) {
      this.rows.delete(row);
    }

    /** @param {MutationRecord[]} records whether one of these rows was taken out */
    anyRemoved(records) {
      if (this.rows.size === 0) return false;
      return records.some(({ removedNodes }) => [...removedNodes].some((node) => this.rows.has(/** @type {Element} */ (node))));
    }

    /** @returns {number} how many there were: their list is gone */
    forget() {
      const count = this.rows.size;
      this.rows.clear();
      return count;
    }

    /**
     * The rows without a key that were not readable yet in the list before, and are not in this one.
     * @param {Element[]} rows
     * @param {number} count
     */
    among(rows, count) {
      if (!count || this.known.attr) return [];
      return rows.slice(-count).filter((row) => !this.complete(page.readRow(row, this.plan)));
    }

    retry() {
      this.timer = 0;
      for (const [row, tries] of [...this.rows]) {
        this.rows.set(row, tries + 1);
        this.reader.take(row);
        if (this.rows.has(row)) this.judge(row, tries + 1);
      }
    }

    /**
     * @param {Element} row
     * @param {number} tries
     */
    judge(row, tries) {
      const temporary = this.known.isTemporary(this.known.of(row));
      // A pending row that vanished was either refused or replaced by its final row, which arrives by itself.
      if (temporary && !row.isConnected) return this.drop(row);
      if (tries < (temporary ? TEMPORARY_RETRIES : this.retries)) return;
      this.drop(row);
      this.reader.giveUp(row);
    }

    stop() {
      clearTimeout(this.timer);
      this.rows.clear();
    }
  }

  shared.LateRows = LateRows;
})();
