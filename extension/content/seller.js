// @ts-check
// Role: notices whether the seller is using the chat box, so that we never type into the seller's words.
// Must not: read what is typed beyond "is there something", change the box, or mistake our own typing for the seller's.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  const PAUSE_MS = 3000;
  const EVENTS = ["keydown", "input", "compositionstart", "compositionend", "focusin", "focusout"];

  class Seller {
    /**
     * @param {{ box(): HTMLElement | null, draft(): string, changed(active: boolean): void }} host
     */
    constructor(host) {
      this.host = host;
      this.composing = false;
      this.lastKeyAt = -Infinity;
      this.active = false;
      /** Set while our own insertion fires events, which the browser marks as trusted for execCommand. */
      this.muted = false;
      this.timer = 0;
      this.listener = (/** @type {Event} */ event) => this.notice(event);
      for (const name of EVENTS) document.addEventListener(name, this.listener, { capture: true, passive: true });
    }

    /** @param {Event} event */
    notice(event) {
      if (this.muted || !event.isTrusted) return;
      const box = this.host.box();
      if (!box || !(event.target instanceof Node) || !box.contains(event.target)) return;
      if (event.type === "compositionstart") this.composing = true;
      if (event.type === "compositionend" || event.type === "focusout") this.composing = false;
      if (event.type === "keydown" || event.type === "input") this.lastKeyAt = performance.now();
      // The box and the focus take their new values only after the event.
      queueMicrotask(() => this.update());
    }

    focused() {
      const box = this.host.box();
      return !!box && document.hasFocus() && box.contains(document.activeElement);
    }

    /** The seller is in the middle of a word: no line may be typed now. */
    busy() {
      return this.composing || (this.focused() && performance.now() - this.lastKeyAt < PAUSE_MS);
    }

    /** The seller is busy, or has left a draft with the cursor in it: an editor's draft cannot be set aside unseen. */
    typing() {
      return this.busy() || (this.focused() && this.host.draft() !== "");
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
