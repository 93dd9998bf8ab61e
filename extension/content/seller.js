// @ts-check
// Role: notices whether the seller is using the chat box, so that we never type into the seller's words.
// Must not: read what is typed beyond "is there something", change the box, or mistake our own typing for the seller's.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { TAG } = shared.quick;

  const PAUSE_MS = 3000;
  const KEYS = ["keydown", "beforeinput", "input", "compositionstart"];
  const EVENTS = [...KEYS, "compositionend", "pointerdown", "paste", "drop", "focusin", "focusout"];
  const ACTS = ["keydown", "input", "pointerdown"];
  const FIELDS = "input,textarea,select,[contenteditable]";

  class Seller {
    /**
     * @param {{ box(): HTMLElement | null, draft(): string, changed(active: boolean): void }} host
     */
    constructor(host) {
      this.host = host;
      this.composing = false;
      this.lastKeyAt = -Infinity;
      /** The last thing done to the chat box by hand, keys or not. */
      this.lastTouchAt = -Infinity;
      this.lastKeyElsewhereAt = -Infinity;
      /** The last thing done to the page by hand with which a line could have been sent. */
      this.lastActAt = -Infinity;
      this.active = false;
      /** Set while our own insertion fires events, which the browser marks as trusted for execCommand. */
      this.muted = false;
      this.timer = 0;
      this.listener = (/** @type {Event} */ event) => this.notice(event);
      for (const name of EVENTS) document.addEventListener(name, this.listener, { capture: true, passive: true });
    }

    /** @param {Event} event */
    notice(event) {
      if (this.muted || !event.isTrusted || !(event.target instanceof Element) || event.target.localName === TAG) return;
      const now = performance.now();
      const isKey = KEYS.includes(event.type);
      if (ACTS.includes(event.type)) this.lastActAt = now;
      if (!this.host.box()?.contains(event.target)) {
        if (isKey && event.target.closest(FIELDS)) this.lastKeyElsewhereAt = now;
        return;
      }
      if (event.type === "compositionstart") this.composing = true;
      // A box that was replaced in mid-word never tells the end; the next one is entered afresh.
      if (["compositionend", "focusin", "focusout"].includes(event.type)) this.composing = false;
      if (isKey) this.lastKeyAt = now;
      if (!event.type.startsWith("focus")) this.lastTouchAt = now;
      // The box and the focus take their new values only after the event.
      queueMicrotask(() => this.update());
    }

    focused() {
      const box = this.host.box();
      return !!box && document.hasFocus() && box.contains(document.activeElement);
    }

    /** The seller is in the middle of a word: no line may be typed now. */
    busy() {
      return this.focused() && (this.composing || performance.now() - this.lastKeyAt < PAUSE_MS);
    }

    /** The seller is busy, or has left a draft with the cursor in it: an editor's draft cannot be set aside unseen. */
    typing() {
      return this.busy() || (this.focused() && this.host.draft() !== "");
    }

    /** The seller fills in something else on the page: an editor that takes the focus would swallow the next keys. */
    busyElsewhere() {
      return document.hasFocus() && !this.focused() && performance.now() - this.lastKeyElsewhereAt < PAUSE_MS;
    }

    /** @param {number} time */
    touchedSince(time) {
      return this.lastTouchAt >= time;
    }

    /** @param {number} time */
    actedSince(time) {
      return this.lastActAt >= time;
    }

    update() {
      clearTimeout(this.timer);
      if (this.busy()) this.timer = setTimeout(() => this.update(), PAUSE_MS);
      const active = this.busy();
      if (active === this.active) return;
      this.active = active;
      this.host.changed(active);
    }

    stop() {
      clearTimeout(this.timer);
      for (const name of EVENTS) document.removeEventListener(name, this.listener, { capture: true });
    }
  }

  shared.Seller = Seller;
})();
