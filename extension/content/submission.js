// @ts-check
// Role: one attempt to post one line: fills the box, submits it, watches whether it leaves, and gives the box back as it was.
// Must not: decide when to type, submit anything but exactly the line, or leave anything of ours in the box.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { page, pause, Guard } = shared;

  const LOOK_MS = 20;
  const FILLS = 2;
  /** Frameworks show or enable the send button some frames after the text has arrived. */
  const BUTTON_GRACE_MS = 300;
  /** A seller who does not press a key for so long has come to the end of a word. */
  const CALM_MS = 400;
  const CALM_AT_MOST_MS = 5000;
  const LEFT = "The stream was left before the line was typed.";
  const KEPT = "The page kept the line in the box.";
  const IGNORED = "The page kept the line in the box: this site seems to ignore Enter when BuzzChat presses it.";

  /** @param {HTMLElement} element */
  function pressEnter(element) {
    const key = { key: "Enter", code: "Enter", keyCode: 13, which: 13, bubbles: true, cancelable: true, composed: true };
    const free = element.dispatchEvent(new KeyboardEvent("keydown", key));
    if (free) element.dispatchEvent(new KeyboardEvent("keypress", { ...key, charCode: 13 }));
    element.dispatchEvent(new KeyboardEvent("keyup", key));
  }

  class Submission {
    /**
     * @param {Writing} writing
     * @param {Box} box
     * @param {{ id: string, line: string, until: number }} order
     */
    constructor(writing, box, order) {
      this.writing = writing;
      this.box = box;
      this.id = order.id;
      this.line = order.line;
      this.until = order.until;
      this.wanted = page.comparable(order.line);
      this.began = performance.now();
      /** What the site said before; it may be about another line. */
      this.notices = writing.place.notices();
      /** Whether the line ever stood in the box. */
      this.stood = false;
      /** What the seller typed next to our line while it stood in the box; a page that empties the box takes it along. */
      this.beside = "";
    }

    /** @returns {Promise<Verdict>} */
    async run() {
      const { box } = this;
      await this.writing.guard?.stop();
      const draft = box.keep();
      await this.fill();
      const verdict = await this.submit();
      if (verdict.state !== "left" || this.holds()) await this.takeBack(draft.text);
      await this.giveBack(draft);
      return verdict;
    }

    /** An editor of a busy page may notice our selection late, and then puts the line beside what stood there. */
    async fill() {
      for (let tries = 0; tries < FILLS && !(tries && (this.exact() || this.touched())); tries++) await this.box.put(this.line);
      this.stood = this.holds();
    }

    touched() {
      return this.writing.seller.touchedSince(this.began);
    }

    /** Whether the box holds our line and nothing else: only then it may be submitted. */
    exact() {
      return this.box.element.isConnected && page.comparable(this.box.text()) === this.wanted;
    }

    holds() {
      return this.box.element.isConnected && page.comparable(this.box.text()).includes(this.wanted);
    }

    /** @returns {Verdict | null} why the line must not be submitted as the box stands */
    hindrance() {
      if (this.writing.streamLeft()) return { state: "refused", reason: LEFT };
      if (this.exact() && !this.writing.seller.composing) return null;
      if (this.stood && this.touched() && !this.holds()) return this.taken();
      return this.touched() ? { state: "disturbed", reason: "" } : { state: "refused", reason: "The chat box did not take the line." };
    }

    /**
     * The seller pressed Enter on the line, or deleted it: it may be in the chat now.
     * @returns {Verdict}
     */
    taken() {
      this.writing.ledger.submitted(this.id, this.line);
      return { state: "left", reason: "You sent the line by hand, or took it out of the box." };
    }

    /**
     * Takes the first way there is, and no second one: a box that did not empty may wait for a slow server, and the line would
     * then be in the chat twice.
     * @returns {Promise<Verdict>}
     */
    async submit() {
      const { place } = this.writing;
      for (const way of place.adapter.submit?.order ?? []) {
        const button = way === "button" ? place.readyButton() ?? (await this.waitForButton()) : null;
        const hindrance = this.hindrance();
        if (hindrance) return hindrance;
        if (button || way === "enter") return this.press(button);
        if (place.button()) return { state: "refused", reason: place.quoting("The send button stayed switched off.") };
      }
      return { state: "refused", reason: "The send button was not found." };
    }

    /**
     * @param {HTMLElement | null} button the button, or null for Enter
     * @returns {Promise<Verdict>}
     */
    async press(button) {
      const { ledger, place } = this.writing;
      ledger.submitted(this.id, this.line);
      if (button) button.click();
      else pressEnter(this.box.element);
      if (await this.left()) return { state: "left", reason: "The line left the box but was not seen in the chat." };
      const notice = place.newNotice(this.notices);
      // A box that is still full says little, and one beside which the page begins to complain says enough.
      if (notice) return { state: "refused", reason: place.quoting(KEPT, notice) };
      return { state: "kept", reason: button ? KEPT : IGNORED };
    }

    /** A switched-off button is waited for; a missing one only until the page had time to show it. */
    async waitForButton() {
      const { place } = this.writing;
      const grace = performance.now() + BUTTON_GRACE_MS;
      for (;;) {
        const button = place.readyButton();
        if (button && this.exact()) return button;
        const end = place.button() ? Math.max(this.until, grace) : grace;
        if (this.writing.stopped || performance.now() >= end || !this.exact() || this.writing.seller.composing) return null;
        await pause(LOOK_MS);
      }
    }

    /** Whether the line left the box. What the seller types beside it is noted at each change: the page may take it along. */
    async left() {
      const { element } = this.box;
      const note = () => this.note();
      const changes = new MutationObserver(note);
      changes.observe(element, { childList: true, characterData: true, subtree: true });
      element.addEventListener("input", note);
      const until = performance.now() + (this.writing.place.adapter.submit?.emptiesWithinMs ?? 2200);
      while (this.note() && performance.now() < until) await pause(LOOK_MS);
      changes.disconnect();
      element.removeEventListener("input", note);
      // Seen in the chat is proof enough, but a page that empties its box late would empty it of the draft.
      return !this.holds() || this.writing.ledger.isSeen(this.id);
    }

    /** @returns {boolean} whether the line is still there */
    note() {
      if (!this.holds()) return false;
      if (this.touched()) this.beside = this.box.text().replace(this.line, "");
      return true;
    }

    /** Words come back in a pause: an editor needs the caret for them, and any change would break a composition. */
    async calm() {
      const { seller } = this.writing;
      const until = performance.now() + CALM_AT_MOST_MS;
      const quick = this.box.element.matches("textarea,input");
      const busy = () => seller.composing || (!quick && seller.touchedSince(performance.now() - CALM_MS));
      while (this.touched() && busy() && performance.now() < until) await pause(LOOK_MS);
    }

    /**
     * Takes our line out of the box, and only our line where the seller has typed beside it.
     * @param {string} draft
     */
    async takeBack(draft) {
      const { box } = this;
      if (!box.element.isConnected || (draft && box.text() === draft)) return;
      if (this.touched()) await box.remove(this.line);
      else await box.clear();
    }

    /** @param {Draft} draft */
    async giveBack(draft) {
      const { box } = this;
      if (draft.text || this.beside) await this.calm();
      if (box.element.isConnected) {
        await draft.restore(this.touched(), box.text().includes(this.beside) ? "" : this.beside);
        this.writing.guard = new Guard(box, draft, this.writing.seller);
        return;
      }
      // Some sites replace the box on sending; the draft then belongs into the new one.
      const text = draft.text + this.beside;
      if (text) await this.writing.openBox()?.keep().restore(this.touched(), text);
    }
  }

  Object.assign(shared, { Submission, LEFT });
})();
