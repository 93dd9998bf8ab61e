// @ts-check
// Role: takes the lines the worker asks for, one at a time, waits until the way is clear, and finds out what became of each.
// Must not: type over the seller's words, lose the seller's draft, caret or focus, type an id twice, or choose what to say.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { page, boxOf, pause, ChatBox, Seller, Submission, LEFT } = shared;

  const LOOK_MS = 20;
  const DEFAULT_PATIENCE_MS = 5000;
  const DEFAULT_ECHO_MS = 6000;

  /** @param {string} text */
  const oneLine = (text) => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ").trim();

  /** Sites cut off what nobody sees before they look for a command. @param {string} line */
  const visible = (line) => line.replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "").trim();

  /** @implements {Writing} */
  class Writer {
    /**
     * @param {Adapter} adapter
     * @param {any} ledger
     * @param {{ typing(active: boolean): void, follow(): void }} listener `follow` stops this writer if the stream was left
     */
    constructor(adapter, ledger, listener) {
      this.adapter = adapter;
      this.ledger = ledger;
      this.listener = listener;
      /** @type {SayOrder[]} */
      this.queue = [];
      this.busy = false;
      this.stopped = false;
      /** The seller has not switched writing on for this site. */
      this.off = false;
      /** The last line we typed if the box kept it, as one does on a site that looks for a person's own keys. */
      this.kept = "";
      /** @type {Map<string, number>} submitted lines, with the timers that end the wait for their rows */
      this.echoes = new Map();
      /** @type {any} */
      this.guard = null;
      this.place = new ChatBox(adapter);
      this.seller = new Seller({ box: () => this.place.element(), draft: () => this.draft(), changed: (/** @type {boolean} */ active) => listener.typing(active) });
    }

    /** @returns {Box | null} */
    openBox() {
      this.place.search();
      const element = this.place.element();
      return element && this.open(element);
    }

    /** @param {HTMLElement} element */
    open(element) {
      return boxOf(element, (/** @type {() => void} */ write) => {
        this.seller.muted = true;
        write();
        this.seller.muted = false;
      });
    }

    draft() {
      const element = this.place.element();
      return element ? this.open(element).text().trim() : "";
    }

    /** Looks at the page anew. Called by the watchdog. */
    check() {
      this.place.search();
      this.seller.update();
    }

    /** Why nothing can be written here, in words for the seller; empty if it can. */
    problem() {
      const { input, confidence } = this.adapter;
      const off = this.off && input && confidence.send !== "none";
      return off ? "Writing is off for this site until you switch it on." : this.place.problem();
    }

    /** What the seller should know although lines are still tried: only a line that leaves shows that it is over. */
    limitation() {
      return this.kept && !this.ledger.isSeen(this.kept) ? "Limited: the site did not take lines typed by BuzzChat." : "";
    }

    /**
     * In a value box a draft can be put aside and back in one turn, caret included, so only a seller in mid-word is
     * waited for. Editors need time and focus: a draft with the cursor in it is left alone altogether.
     */
    hindrance() {
      const problem = this.problem();
      if (problem) return problem;
      if (this.place.element()?.matches("textarea,input")) return this.seller.busy() ? "You were typing in the chat box." : "";
      if (this.seller.busyElsewhere()) return "You were typing in another field of the page.";
      return this.seller.typing() ? "You were typing in the chat box." : "";
    }

    /** @param {SayOrder} order */
    say(order) {
      if (!this.ledger.admit(order.id)) return;
      this.queue.push(order);
      if (!this.busy) void this.drain();
    }

    async drain() {
      this.busy = true;
      for (let order = this.queue.shift(); order; order = this.queue.shift()) {
        const { id } = order;
        const notices = this.place.notices();
        const verdict = await this.type(order).catch((error) => this.broken(id, error));
        if (verdict.state === "left" || verdict.state === "kept") this.kept = verdict.state === "kept" ? id : "";
        this.conclude(id, verdict, notices);
      }
      this.busy = false;
    }

    /**
     * @param {string} id
     * @param {unknown} error
     * @returns {Verdict}
     */
    broken(id, error) {
      return { state: this.ledger.isSubmitted(id) ? "kept" : "refused", reason: `The page got in the way: ${error}` };
    }

    /**
     * @param {SayOrder} order
     * @returns {Promise<Verdict>}
     */
    async type({ id, text, patience }) {
      const line = oneLine(text);
      const until = performance.now() + (patience ?? DEFAULT_PATIENCE_MS);
      const unfit = this.unfit(line);
      if (unfit) return { state: "refused", reason: unfit };
      for (;;) {
        const reason = (await this.wayClear(until)) || this.tooLong(line);
        if (reason) return { state: "refused", reason };
        const element = /** @type {HTMLElement} */ (this.place.element());
        const verdict = await new Submission(this, this.open(element), { id, line, until }).run();
        if (verdict.state !== "disturbed") return verdict;
      }
    }

    /** @param {string} line */
    unfit(line) {
      const bare = visible(line);
      if (!bare) return "The line is empty.";
      const forbidden = ["/", ...(this.adapter.limits.forbidPrefix ?? [])].find((prefix) => bare.startsWith(prefix));
      return forbidden ? `A line must not begin with "${forbidden}", which would be a command.` : "";
    }

    /** @param {string} line */
    tooLong(line) {
      const room = this.place.room();
      return line.length > room ? `The chat box takes ${room} characters at most.` : "";
    }

    /** Whether this is another stream's page by now, also where nobody has told so yet. */
    streamLeft() {
      this.listener.follow();
      return this.stopped;
    }

    /** @param {number} until */
    async wayClear(until) {
      this.place.search();
      for (;;) {
        if (this.streamLeft()) return LEFT;
        const reason = this.hindrance();
        if (!reason || performance.now() >= until) return reason;
        await pause(LOOK_MS);
      }
    }

    /**
     * What is called refused is tried again as another line. A line that was submitted and not seen is not, whether it left
     * the box or not: a box that empties only on its server's word may do so at any time.
     * @param {string} id
     * @param {Verdict} verdict
     * @param {string[]} notices what the site said before
     */
    conclude(id, { state, reason }, notices) {
      if (state === "refused") return this.ledger.settle(id, "refused", reason);
      const giveUp = () => this.give(id, "unconfirmed", this.place.newNotice(notices) || reason);
      this.echoes.set(id, setTimeout(giveUp, this.adapter.submit?.echoWithinMs ?? DEFAULT_ECHO_MS));
    }

    /**
     * Ends the wait for a line's row.
     * @param {string} id
     * @param {SayState} state
     * @param {string} reason
     */
    give(id, state, reason) {
      clearTimeout(this.echoes.get(id));
      this.echoes.delete(id);
      this.ledger.settle(id, state, reason);
    }

    /** Lines not typed yet are refused by the running queue. */
    stop() {
      this.stopped = true;
      void this.guard?.stop();
      this.seller.stop();
      for (const id of [...this.echoes.keys()]) this.give(id, "unconfirmed", "The stream was left before the line was seen.");
    }
  }

  shared.Writer = Writer;
})();
