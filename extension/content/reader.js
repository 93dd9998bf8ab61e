// @ts-check
// Role: turns what happens in the chat list into lines, each once and in order, on plain, capped, replaced and recycled lists.
// Must not: type, change the page, talk to the worker, know a site by name, or measure layout while rows come as usual.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const page = shared.page;

  /** So many rows in a row that cannot be read mean that the site changed and the adapter is broken. */
  const BROKEN_AFTER = 5;

  /** @param {ChatLine} line */
  const print = (line) => `${line.author}\n${line.kind}\n${line.text}`;

  /** @param {ChatLine} line whose parts some sites fill in one after the other */
  const complete = (line) => line.author !== "" && (line.text !== "" || line.kind !== "chat");

  class Reader {
    /**
     * @param {Plan} plan
     * @param {{ line(line: ChatLine): void, attached(): void, detached(): void }} listener
     * @param {ReaderMemory | null} memory what an older copy read here: then what it did not read is new, and no back-log
     */
    constructor(plan, listener, memory) {
      this.plan = plan;
      this.listener = listener;
      const { item, observe } = plan.adapter;
      /** Whether a row keeps its node: such rows are told apart by key or node, those of recycled lists by their order. */
      this.plain = !item.recycles;
      this.known = new shared.RowKeys(plan, memory?.keys);
      this.keyAttr = this.known.attr;
      /** @type {Element | null} */
      this.container = null;
      this.ready = this.lost = memory !== null;
      this.unreadable = 0;
      this.everRead = false;
      const again = { take: (/** @type {Element} */ row) => this.take(row), giveUp: (/** @type {Element} */ row) => this.giveUp(row) };
      this.late = new shared.LateRows(plan, this.known, complete, again);
      this.rowsShown = new shared.ShownRows(plan, complete);
      this.history = new shared.History(item.newest === "last", (/** @type {Node} */ node) => this.wasThere(node));
      this.recycled = new shared.RecycledList(observe.windowRows ?? 200, observe.sameContentMs ?? 0);
      this.recycled.start(memory?.known ?? []);
      this.asides = new shared.Asides(plan, (/** @type {ChatLine} */ line) => listener.line(line), memory?.asides);
      this.rows = new MutationObserver((records) => this.onRows(records));
      this.attributes = new MutationObserver((records) => this.onAttributes(records));
      // A swap is noticed at once at the list's parent; the watchdog covers swaps further up.
      this.parent = new MutationObserver(() => this.container?.isConnected || this.check());
      this.settleTimer = 0;
    }

    /** Finds the list, notices a replaced one, looks at the places outside of it. Called by the watchdog. */
    check() {
      if (this.container?.isConnected && !this.betterList()) {
        this.rowsShown.forget();
        if (this.ready && this.plan.adapter.observe.rescanMs && !this.plain) this.scan(false);
      } else {
        const found = page.container(this.plan);
        if (found) this.watch(found);
        else this.lose();
      }
      if (this.ready) this.asides.read(true);
    }

    /** With `withItems` a still empty list may be the wrong one of two, and so may one that something else now covers for. */
    betterList() {
      if (this.plan.adapter.container.pick !== "withItems" || !this.container) return false;
      const good = this.container.querySelector(this.plan.item) && page.visible(this.container);
      return !good && page.container(this.plan) !== this.container;
    }

    lose() {
      this.disconnect();
      this.container = null;
      if (!this.ready || this.lost) return;
      this.lost = true;
      this.listener.detached();
    }

    /** @param {Element} container */
    watch(container) {
      this.disconnect();
      this.container = container;
      this.rowsShown.forget();
      this.observe(container);
      if (this.ready) this.resume();
      else this.settle(this.plan.adapter.observe.settleMs ?? 0);
    }

    /** @param {Element} container */
    observe(container) {
      const { observe } = this.plan.adapter;
      const attributeFilter = [...(observe.attributes ?? [])];
      if (this.plain) {
        this.rows.observe(container, { childList: true, subtree: observe.subtree });
        // Attributes sit on the rows, so this needs the subtree even where only direct children are rows.
        if (this.known.changes) attributeFilter.push(this.keyAttr);
        if (attributeFilter.length) this.attributes.observe(container, { subtree: true, attributeFilter });
      } else {
        const extra = attributeFilter.length ? { attributeFilter } : {};
        this.rows.observe(container, { childList: true, subtree: true, characterData: !!observe.characterData, ...extra });
      }
      if (container.parentNode) this.parent.observe(container.parentNode, { childList: true });
    }

    /** @param {number} ms without a wait the marking happens in this very turn, so that no row falls between */
    settle(ms) {
      clearTimeout(this.settleTimer);
      if (ms > 0) this.settleTimer = setTimeout(() => this.skipBacklog(), ms);
      else this.skipBacklog();
    }

    skipBacklog() {
      if (!this.container?.isConnected) return;
      this.rows.takeRecords();
      this.attributes.takeRecords();
      if (this.plain) for (const row of page.rowsIn(this.container, this.plan)) this.known.remember(row, this.known.of(row));
      if (!this.keyAttr) this.recycled.start(this.shown().map(print));
      this.asides.read(false);
      this.ready = true;
      this.listener.attached();
    }

    /** After a swap: rows with an unknown key came in between; those without keys are aligned with what was known. */
    resume() {
      if (!this.container) return;
      const unread = this.late.forget();
      if (!this.keyAttr) this.scan(true);
      const rows = this.plain ? page.rowsIn(this.container, this.plan) : [];
      const end = this.history.end(rows);
      const late = this.late.among(rows, unread);
      rows.forEach((/** @type {Element} */ row, /** @type {number} */ index) => {
        const key = this.known.of(row);
        if (late.includes(row)) this.late.add(row);
        else if (key && index >= end) this.take(row);
        else this.known.remember(row, key);
      });
      if (this.lost) this.listener.attached();
      this.lost = false;
    }

    /** @param {MutationRecord[]} records */
    onRows(records) {
      if (!this.ready) return;
      if (!this.plain) {
        this.asides.readInside(this.container);
        for (const { target } of records) this.rowsShown.changed(target, this.container);
        this.scan(false);
      }
      // What takes the place of a row that was still pending is that row.
      const replacing = this.late.anyRemoved(records);
      this.known.note(records, (/** @type {Element} */ row) => print(page.readRow(row, this.plan)));
      // Added nodes are read even if they were removed again in the same burst: the list may hold less than a burst.
      for (const record of this.plain || !this.everRead ? records : []) {
        const isOld = () => !replacing && this.history.holds(record, this.container);
        for (const node of record.addedNodes) if (node instanceof Element) this.onAdded(node, isOld);
      }
    }

    /**
     * @param {Element} node
     * @param {() => boolean} isOld
     */
    onAdded(node, isOld) {
      const rows = this.plain ? this.rowsAt(node) : [];
      if (rows.length && isOld()) this.skip(rows);
      else rows.forEach((row) => this.take(row));
      if (!rows.includes(node)) this.doubt(node);
    }

    /**
     * @param {Element} node
     * @returns {Element[]} the rows that an element is or holds
     */
    rowsAt(node) {
      if (page.isRow(node, this.plan)) return [node];
      return this.plan.adapter.observe.subtree ? page.rowsIn(node, this.plan) : [];
    }

    /** @param {Node} node @returns {boolean} */
    wasThere(node) {
      const known = (/** @type {Element} */ row) => this.late.has(row) || this.known.has(row);
      return node instanceof Element && this.rowsAt(node).some(known);
    }

    /** @param {Element[]} rows older than those that are known */
    skip(rows) {
      for (const row of rows) this.known.remember(row, this.known.of(row));
      if (!this.keyAttr) this.recycled.start(this.shown().map(print));
    }

    /**
     * Something was added that is no row. Once rows were read, whatever else stands between them is the site's own and no
     * sign of a change, and of a whole page that is always so.
     * @param {Element} node
     */
    doubt(node) {
      const { item, ignore } = this.plan;
      if (this.everRead || this.container === document.body || (ignore && node.matches(ignore)) || node.closest(item) || node.querySelector(item)) return;
      this.unreadable++;
    }

    /** @param {MutationRecord[]} records */
    onAttributes(records) {
      if (!this.ready) return;
      for (const { target, attributeName } of records) {
        const row = attributeName === this.keyAttr && target instanceof Element ? this.known.rowOf(target) : null;
        if (!row || !page.isRow(row, this.plan)) continue;
        const before = this.known.rows.get(row);
        // A delivered row that gets its final key is the same line; any other change of key is a new line in an old node.
        if (before === "" || (before && this.known.isTemporary(before))) this.known.remember(row, this.known.of(row));
        else this.take(row);
      }
    }

    /** @param {Element} row */
    take(row) {
      const key = this.known.of(row);
      if (this.known.knows(row, key)) {
        this.late.drop(row);
        return this.known.remember(row, key);
      }
      if (this.known.isPending(key)) return;
      const line = page.readRow(row, this.plan);
      if (this.known.isTemporary(key) || !complete(line)) return this.late.add(row);
      this.late.drop(row);
      this.deliver(row, key, line);
    }

    /**
     * @param {Element} row
     * @param {string} key
     * @param {ChatLine} line
     */
    deliver(row, key, line) {
      this.known.remember(row, key);
      if (!key && this.known.cameBack(print(line))) return;
      // No site shows a line without a text: it was not found.
      this.unreadable = complete(line) ? 0 : this.unreadable + 1;
      this.everRead ||= complete(line);
      if (!this.keyAttr) this.recycled.append(print(line));
      this.tell(line);
    }

    /** @param {ChatLine} line what was removed before it could be read is not repeated */
    tell(line) {
      if (line.kind !== "gone") this.listener.line(line);
    }

    /** @param {Element} row that was waited for long enough: what stands there by now is its line, if anything does */
    giveUp(row) {
      const key = this.known.of(row);
      const line = page.readRow(row, this.plan);
      if (line.author || line.kind !== "chat") return this.deliver(row, key, line);
      this.known.remember(row, key);
      this.unreadable++;
    }

    /** @returns {ChatLine[]} */
    shown() {
      // Nobody observes what changes within the rows of a plain list.
      if (this.plain) this.rowsShown.forget();
      return this.container ? this.rowsShown.read(this.container) : [];
    }

    /** @param {boolean} swapped whether this is the first look at a list that replaced another */
    scan(swapped) {
      const shown = this.shown();
      if (shown.length) [this.unreadable, this.everRead] = [0, true];
      else if (this.container?.querySelector(this.plan.item)) this.unreadable++;
      const away = () => page.scrolledAway(this.container);
      for (const index of this.recycled.add(shown.map(print), swapped, performance.now(), away)) this.tell({ ...shown[index] });
    }

    /** Why reading does not work, in words for the seller; empty while it does. */
    problem() {
      if (!this.container) return "The chat was not found on this page.";
      if (this.unreadable >= BROKEN_AFTER) return "The site has changed its chat and BuzzChat can no longer read it.";
      return this.ready ? "" : "The chat is still loading.";
    }

    /** @returns {ReaderMemory | null} what a newer copy of this script needs to go on reading here */
    memory() {
      return this.ready ? { keys: [...this.known.keys], known: this.recycled.known, asides: [...this.asides.texts] } : null;
    }

    disconnect() {
      for (const observer of [this.rows, this.attributes, this.parent]) observer.disconnect();
    }

    stop() {
      this.disconnect();
      clearTimeout(this.settleTimer);
      this.late.stop();
      this.container = null;
      this.ready = false;
    }
  }

  shared.Reader = Reader;
})();
