// @ts-check
// Role: takes chat rows that a tap in the page's own world heard, and settles which of them and of the rows in the list are the
// same, so that each line counts once, whichever way it comes and whichever way falls silent.
// Must not: believe the tap: any script of the page can forge its event. Must not touch the list.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  const EVENT = "buzzchat:tap";
  const LONGEST_DETAIL = 8192;
  const LONGEST_NAME = 100;
  const LONGEST_TEXT = 1000;
  /** What the list shows, too. What else is told stands there in words of the page, if at all. */
  const LISTED = ["chat", "join"];
  const KINDS = [...LISTED, "paid", "gift", "raid"];
  const WORDED = ["chat", "paid"];
  const ROLES = ["host", "cohost", "moderator", "staff"];
  /** Heard lines that the list did not show yet; more than that it will never show. */
  const UNSHOWN = 1000;

  /** A join's wording is the page's language in the list and nothing in the tap. @param {ChatLine} line */
  const print = ({ author, kind, text }) => `${author}\n${kind}\n${kind === "chat" ? shared.page.comparable(text) : ""}`;

  /**
   * @param {unknown} detail
   * @returns {ChatLine | "closed" | null}
   */
  function parse(detail) {
    if (typeof detail !== "string" || detail.length > LONGEST_DETAIL) return null;
    const said = JSON.parse(detail);
    if (said?.closed === true) return "closed";
    const { author, text, kind, roles } = said ?? {};
    if (typeof author !== "string" || !author.trim() || author.length > LONGEST_NAME || !KINDS.includes(kind)) return null;
    if (typeof text !== "string" || text.length > LONGEST_TEXT || (WORDED.includes(kind) && !text.trim())) return null;
    const known = Array.isArray(roles) ? ROLES.filter((role) => roles.includes(role)) : [];
    return { author: shared.page.tidy(author), text: shared.page.tidy(text), roles: known, kind, own: false, say: null };
  }

  class Tapped {
    /**
     * @param {{ silentMs: number } | undefined} rule without one there is no tap, and the list alone counts
     * @param {{ line(line: ChatLine): void, heard(): void }} listener
     */
    constructor(rule, listener) {
      this.silentMs = rule?.silentMs ?? 0;
      this.listener = listener;
      /** When the tap last brought a line, or nothing since its socket closed or the list knew more than it. */
      this.heardAt = -Infinity;
      /** @type {Map<string, number>} lines heard and not yet found in the list, oldest first, with how often */
      this.unshown = new Map();
      /** @type {ChatLine[]} rows of the list that the tap, still alive, has not brought */
      this.held = [];
      this.onEvent = (/** @type {Event} */ event) => this.hear(/** @type {CustomEvent} */ (event).detail);
      if (rule) document.addEventListener(EVENT, this.onEvent);
    }

    /** Whether the tap is what the lines are read from. */
    get delivers() {
      return this.heardAt > -Infinity;
    }

    /** @param {unknown} detail */
    hear(detail) {
      let line = null;
      try {
        line = parse(detail);
      } catch {
        // Not ours, or forged.
      }
      if (line === "closed") return this.fallSilent();
      if (!line) return;
      this.heardAt = performance.now();
      // The page shows a line only after its socket brought it: what the tap did not bring before now, it words differently.
      this.held.length = 0;
      if (LISTED.includes(line.kind)) this.expect(print(line));
      this.listener.heard();
      this.listener.line(line);
    }

    /** @param {string} key of a line that the list will show */
    expect(key) {
      this.unshown.set(key, (this.unshown.get(key) ?? 0) + 1);
      if (this.unshown.size > UNSHOWN) this.unshown.delete(/** @type {string} */ (this.unshown.keys().next().value));
    }

    /** A row the list shows anew. @param {ChatLine} line */
    shown(line) {
      if (!this.unshown.size && !this.delivers) return this.listener.line(line);
      const key = print(line);
      const count = this.unshown.get(key) ?? 0;
      if (count > 1) this.unshown.set(key, count - 1);
      else if (count === 1) this.unshown.delete(key);
      // What is told beside the list never comes by the chat's socket.
      else if (!this.delivers || !LISTED.includes(line.kind)) this.listener.line(line);
      else this.held.push(line);
    }

    /** Called by the watchdog: rows the tap should have brought and did not say that it is dead. */
    check() {
      if (this.held.length && performance.now() - this.heardAt >= this.silentMs) this.fallSilent();
    }

    fallSilent() {
      this.heardAt = -Infinity;
      for (const line of this.held.splice(0)) this.listener.line(line);
    }

    stop() {
      document.removeEventListener(EVENT, this.onEvent);
    }
  }

  shared.Tapped = Tapped;
})();
