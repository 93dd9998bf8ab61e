// @ts-check
// Role: types the lines the worker asks for, one at a time, into the site's chat box, and finds out whether they left it.
// Must not: type over the seller's words, lose the seller's draft, caret or focus, type an id twice, or choose what to say.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { page, boxOf, pause, Seller } = shared;

  const LOOK_MS = 20;
  /** Frameworks show or enable the send button some frames after the text has arrived. */
  const BUTTON_GRACE_MS = 300;
  const DEFAULT_PATIENCE_MS = 5000;

  /** @param {string} text */
  const oneLine = (text) => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, " ").trim();

  /** @param {Element} button */
  const enabled = (button) => !button.matches(":disabled") && button.getAttribute("aria-disabled") !== "true";

  /** @param {HTMLElement} element */
  function pressEnter(element) {
    const key = { key: "Enter", code: "Enter", keyCode: 13, which: 13, bubbles: true, cancelable: true, composed: true };
    const handled = !element.dispatchEvent(new KeyboardEvent("keydown", key));
    if (!handled) element.dispatchEvent(new KeyboardEvent("keypress", { ...key, charCode: 13 }));
    element.dispatchEvent(new KeyboardEvent("keyup", key));
  }

  class Writer {
    /**
     * @param {Adapter} adapter
     * @param {any} ledger
     * @param {(active: boolean) => void} typing
     */
    constructor(adapter, ledger, typing) {
      this.adapter = adapter;
      this.ledger = ledger;
      /** @type {SayOrder[]} */
      this.queue = [];
      this.busy = false;
      this.stopped = false;
      /** @type {Map<string, number>} lines that left the box, with the timers that end the wait for their rows */
      this.echoes = new Map();
      /** @type {HTMLElement | null} */
      this.found = null;
      this.seller = new Seller({ box: () => this.box(), draft: () => this.draft(), changed: typing });
    }

    /** The chat box. Every key the seller presses asks for it, so it is searched again only when it is gone. */
    box() {
      if (!this.found?.isConnected) this.found = page.chatBox(this.adapter);
      return this.found;
    }

    draft() {
      const element = this.box();
      return element ? this.open(element).text().trim() : "";
    }

    /** @param {HTMLElement} element */
    open(element) {
      return boxOf(element, (/** @type {() => void} */ write) => {
        this.seller.muted = true;
        write();
        this.seller.muted = false;
      });
    }

    /** Looks at the page anew. Called by the watchdog. */
    check() {
      this.found = null;
      this.seller.update();
    }

    /** Why nothing can be written here, in words for the seller; empty if it can. */
    problem() {
      const { input, confidence } = this.adapter;
      if (!input || confidence.send === "none") return "BuzzChat cannot write on this site.";
      if (page.firstVisible(input.login)) return "Log in to this site to write in its chat.";
      if (page.firstVisible(input.blocked)) return "The site does not let this account write in this chat.";
      const element = this.box();
      if (!element) return "The chat box was not found.";
      const off = element.matches(":disabled,[readonly],[aria-disabled=true],[contenteditable=false]");
      return off || page.firstVisible(input.disabled) ? "The chat box is switched off at the moment." : "";
    }

    /**
     * In a value box a draft can be put aside and back in one turn, caret included, so only a seller in mid-word is
     * waited for. Editors need time and focus: a draft with the cursor in it is left alone altogether.
     * @param {HTMLElement} element
     */
    sellerNeeds(element) {
      return element.matches("textarea,input") ? this.seller.busy() : this.seller.typing();
    }

    hindrance() {
      const problem = this.problem();
      if (problem) return problem;
      const element = this.box();
      return element && this.sellerNeeds(element) ? "You were typing in the chat box." : "";
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
        const reason = await this.type(order).catch((error) => `The page got in the way: ${error}`);
        if (reason) this.ledger.settle(order.id, this.isOut(order.id) ? "unconfirmed" : "refused", reason);
      }
      this.busy = false;
    }

    /**
     * Whether a line may stand in the chat although it was given up: it was submitted, and the page did not say no. A box
     * that empties only on the server's word looks the same as one that refused.
     * @param {string} id
     */
    isOut(id) {
      return this.ledger.isSubmitted(id) && this.declined !== id;
    }

    /**
     * @param {SayOrder} order
     * @returns {Promise<string>} why the line was not posted; empty if it left the box
     */
    async type({ id, text, patience }) {
      const line = oneLine(text);
      const until = performance.now() + (patience ?? DEFAULT_PATIENCE_MS);
      return this.unfit(line) || (await this.wayClear(until)) || this.write(id, line, until);
    }

    /** @param {string} line */
    unfit(line) {
      const bare = page.comparable(line);
      if (!bare) return "The line is empty.";
      const forbidden = ["/", ...(this.adapter.limits.forbidPrefix ?? [])].find((prefix) => bare.startsWith(prefix));
      return forbidden ? `A line must not begin with "${forbidden}", which would be a command.` : "";
    }

    /** @param {number} until */
    async wayClear(until) {
      this.found = null;
      for (;;) {
        if (this.stopped) return "The stream was left before the line was typed.";
        const reason = this.hindrance();
        if (!reason || performance.now() >= until) return reason;
        await pause(LOOK_MS);
      }
    }

    /**
     * @param {string} id
     * @param {string} line
     * @param {number} until
     */
    async write(id, line, until) {
      const element = /** @type {HTMLTextAreaElement} */ (this.box());
      if (this.adapter.limits.honourMaxlength !== false && element.maxLength > 0 && line.length > element.maxLength) {
        return `The chat box takes ${element.maxLength} characters at most.`;
      }
      const box = this.open(element);
      const draft = box.keep();
      // Nothing is awaited that is not a promise: a value box is filled and submitted within one turn.
      const filling = box.put(line);
      if (filling) await filling;
      const reason = await this.submitFilled(id, line, box, until);
      const notice = reason ? page.visibleText(this.adapter.input?.notice) : "";
      if (notice) this.declined = id;
      if (this.holds(box, line)) await this.takeBack(box, line);
      await this.giveBack(box, draft);
      if (!reason) this.awaitEcho(id);
      return notice ? `${reason} The page says: ${notice}` : reason;
    }

    /**
     * @param {string} id
     * @param {string} line
     * @param {Box} box
     * @param {number} until
     */
    async submitFilled(id, line, box, until) {
      if (this.stopped) return "The stream was left before the line was typed.";
      return this.holds(box, line) ? this.submit(id, line, box, until) : "The chat box did not take the line.";
    }

    /**
     * @param {Box} box
     * @param {string} line
     */
    holds(box, line) {
      return box.element.isConnected && page.comparable(box.text()).includes(page.comparable(line));
    }

    /**
     * @param {string} id
     * @param {string} line
     * @param {Box} box
     * @param {number} until
     */
    async submit(id, line, box, until) {
      let reason = "The send button was not found.";
      for (const way of this.adapter.submit?.order ?? []) {
        const button = way === "button" ? this.readyButton() ?? (await this.waitForButton(box, line, until)) : null;
        if (way === "button" && !button) {
          if (page.firstVisible(this.adapter.submit?.button)) return "The send button stayed switched off.";
          continue;
        }
        this.ledger.submitted(id, line);
        if (button) button.click();
        else pressEnter(box.element);
        if (!this.holds(box, line) || (await this.left(id, line, box))) return "";
        reason = "The page kept the line in the box.";
      }
      return reason;
    }

    /** @returns {HTMLElement | null} only the button the adapter names: other forms on the page have buttons too */
    readyButton() {
      const button = page.firstVisible(this.adapter.submit?.button);
      return button && enabled(button) ? button : null;
    }

    /**
     * A switched-off button is waited for; a missing one only until the page had time to show it.
     * @param {Box} box
     * @param {string} line
     * @param {number} until
     */
    async waitForButton(box, line, until) {
      const grace = performance.now() + BUTTON_GRACE_MS;
      for (;;) {
        const button = this.readyButton();
        if (button) return button;
        const end = page.firstVisible(this.adapter.submit?.button) ? Math.max(until, grace) : grace;
        if (this.stopped || performance.now() >= end || this.seller.busy() || !this.holds(box, line)) return null;
        await pause(LOOK_MS);
      }
    }

    /**
     * @param {string} id
     * @param {string} line
     * @param {Box} box
     */
    async left(id, line, box) {
      const until = performance.now() + (this.adapter.submit?.emptiesWithinMs ?? 2200);
      while (performance.now() < until) {
        // Seen in the chat is proof enough, whatever the box shows.
        if (!this.holds(box, line) || this.ledger.isSeen(id)) return true;
        await pause(LOOK_MS);
      }
      return !this.holds(box, line) || this.ledger.isSeen(id);
    }

    /**
     * Takes our line out of the box, and only our line: the seller may have typed beside it.
     * @param {Box} box
     * @param {string} line
     */
    async takeBack(box, line) {
      const rest = box.text().replace(box.text().includes(line) ? line : page.comparable(line), "").trim();
      box.clear();
      if (rest) await box.put(rest);
    }

    /**
     * @param {Box} box
     * @param {{ text: string, restore(): void | Promise<void> }} draft
     */
    async giveBack(box, draft) {
      if (box.element.isConnected) return draft.restore();
      // Some sites replace the box on sending; the draft then belongs into the new one.
      this.found = null;
      const element = draft.text ? this.box() : null;
      if (element) await this.open(element).put(draft.text);
    }

    /** @param {string} id */
    awaitEcho(id) {
      const giveUp = () => {
        const notice = page.visibleText(this.adapter.input?.notice);
        this.unconfirmed(id, notice || "The line left the box but was not seen in the chat.");
      };
      this.echoes.set(id, setTimeout(giveUp, this.adapter.submit?.echoWithinMs ?? 6000));
    }

    /**
     * @param {string} id
     * @param {string} reason
     */
    unconfirmed(id, reason) {
      clearTimeout(this.echoes.get(id));
      this.echoes.delete(id);
      this.ledger.settle(id, "unconfirmed", reason);
    }

    /** Lines not typed yet are refused by the running queue. */
    stop() {
      this.stopped = true;
      this.seller.stop();
      for (const id of [...this.echoes.keys()]) this.unconfirmed(id, "The stream was left before the line was seen.");
    }
  }

  shared.Writer = Writer;
})();
