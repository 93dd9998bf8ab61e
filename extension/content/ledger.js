// @ts-check
// Role: remembers every line this document was ever asked to type and what became of it, so that none is typed twice and a
// restarted worker can ask. Recognises our own rows in the chat.
// Must not: type, touch the page, or forget an id while the document lives.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  const OUTCOMES_KEPT = 500;
  const REASON_LENGTH = 200;
  const STATES = ["typed", "seen", "refused", "unconfirmed"];

  class Ledger {
    /** @param {(outcome: PageMessage) => void} tell */
    constructor(tell) {
      this.tell = tell;
      /** @type {Set<string>} ids only, kept for the life of the document: a few MB after days of steady chat at most */
      this.ids = new Set();
      /** @type {Map<string, RememberedLine>} the latest outcomes, oldest first */
      this.lines = new Map();
      /** @type {Set<string>} lines that left for the page and were not seen yet */
      this.awaited = new Set();
    }

    /**
     * Says whether a line is new here, and answers for one that is not.
     * @param {string} id
     */
    admit(id) {
      if (!this.ids.has(id)) {
        this.keep({ id, state: "typed", reason: "", text: "", at: 0, submitted: false });
        return true;
      }
      const line = this.lines.get(id);
      // A line still on its way gets its answer when it is known.
      if (!line) this.report(id, "unconfirmed", "This line was handled too long ago to know.");
      else if (line.state !== "typed") this.report(id, line.state, line.reason);
      return false;
    }

    /** @param {RememberedLine} line */
    keep(line) {
      this.ids.add(line.id);
      this.lines.set(line.id, line);
      if (this.lines.size <= OUTCOMES_KEPT) return;
      const oldest = /** @type {string} */ (this.lines.keys().next().value);
      this.lines.delete(oldest);
      this.awaited.delete(oldest);
    }

    /**
     * From here on the line may appear in the chat.
     * @param {string} id
     * @param {string} text
     */
    submitted(id, text) {
      const line = this.lines.get(id);
      if (!line) return;
      Object.assign(line, { submitted: true, text: shared.page.comparable(text), at: performance.now() });
      this.awaited.add(id);
    }

    /**
     * @param {string} id
     * @param {SayState} state
     * @param {string} reason
     */
    settle(id, state, reason) {
      const line = this.lines.get(id);
      // Being seen is final: whatever was reported before or is found out later, the line is in the chat.
      if (!line || line.state === "seen" || line.state === state) return;
      line.state = state;
      line.reason = reason.slice(0, REASON_LENGTH);
      // A refused line was taken out of the box again, so an equal row is somebody else's.
      if (state === "seen" || state === "refused") this.awaited.delete(id);
      this.report(id, state, line.reason);
    }

    /**
     * @param {string} id
     * @param {string} state
     * @param {string} reason
     */
    report(id, state, reason) {
      this.tell({ type: "outcome", id, state, reason });
    }

    /** @param {string} id */
    isSubmitted(id) {
      return this.lines.get(id)?.submitted === true;
    }

    /** @param {string} id */
    isSeen(id) {
      return this.lines.get(id)?.state === "seen";
    }

    /**
     * The id of our line that this row shows, or null. A row the site marks as ours may be late. Where the site marks none
     * and the account's name is unknown, the text alone decides, and so it must come soon after the typing. Of several equal
     * lines the oldest is shown first, but one that was given up only after those that were not.
     * @param {ChatLine} row
     * @param {number} echoMs
     * @param {boolean} ownKnown whether a row of ours would be known as such
     * @returns {string | null}
     */
    match(row, echoMs, ownKnown) {
      if (this.awaited.size === 0 || (ownKnown && !row.own)) return null;
      const text = shared.page.comparable(row.text);
      const shown = [...this.awaited].filter((id) => {
        const line = this.lines.get(id);
        return line && line.text === text && (row.own || performance.now() - line.at <= echoMs);
      });
      return shown.find((id) => this.lines.get(id)?.state === "typed") ?? shown[0] ?? null;
    }

    /** @returns {TypedLine[]} what the worker is told on every connect */
    list() {
      return [...this.lines.values()].map(({ id, state, reason }) => ({ id, state, reason }));
    }

    /** What a newer copy of this script needs to go on without typing anything twice. */
    handOver() {
      return JSON.stringify({ ids: [...this.ids], lines: [...this.lines.values()] });
    }

    /** @param {string} json from an older copy; it crossed the page, so nothing of it but plain fields is taken */
    takeOver(json) {
      const { ids, lines } = JSON.parse(json);
      for (const id of ids) this.ids.add(String(id));
      for (const line of lines) {
        const submitted = line.submitted === true;
        const known = STATES.includes(line.state) ? line.state : "unconfirmed";
        const cut = known === "typed";
        const state = cut ? (submitted ? "unconfirmed" : "refused") : known;
        const reason = cut ? "BuzzChat was updated while this line was being typed." : String(line.reason).slice(0, REASON_LENGTH);
        this.keep({ id: String(line.id), state, reason, text: String(line.text), at: Number(line.at) || 0, submitted });
        if (state === "unconfirmed") this.awaited.add(String(line.id));
      }
    }
  }

  shared.Ledger = Ledger;
})();
