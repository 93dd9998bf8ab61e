// @ts-check
// Role: the quick replies of this document: shows their bar beside a chat that is read, hands presses to the worker and tells
// the seller what became of them.
// Must not: type, choose a text, or take anything the page made up for the seller's hand.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { place, wanted, QuickBar } = shared.quick;

  const t = (/** @type {string} */ name, /** @type {string[]} */ ...parts) => chrome.i18n.getMessage(name, parts);
  const SAID_MS = 8000;
  const STEP = 16;
  const FAR = 96;
  /** @type {Record<string, [number, number]>} */
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const KEY_EVENTS = ["keydown", "keypress", "keyup"];

  class Quick {
    /** @param {(id: string) => boolean} press whether the worker heard it */
    constructor(press) {
      this.press = press;
      /** @type {{ id: string, text: string }[]} */
      this.items = [];
      /** The chat the bar belongs to. @type {Plan | null} */
      this.plan = null;
      /** @type {any} */
      this.bar = null;
      /** @type {{ x: number, y: number, right: boolean, bottom: boolean } | null} */
      this.spot = null;
      this.folded = false;
      /** Texts that were pressed and not typed yet. @type {Set<string>} */
      this.waiting = new Set();
      /** Lines of ours that say one of them, by id. @type {Map<string, string>} */
      this.typing = new Map();
      this.timer = 0;
      this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
      this.onResize = () => this.settle();
    }

    /** @param {{ shown: boolean, items: { id: string, text: string }[] }} told */
    tell({ shown, items }) {
      this.items = shown ? items : [];
      this.update();
    }

    /** @param {Plan | null} plan */
    open(plan) {
      this.plan = plan;
      this.update();
    }

    close() {
      this.open(null);
    }

    update() {
      const show = this.plan !== null && this.items.length > 0;
      if (!show) return this.remove();
      this.bar ??= this.make();
      this.bar.draw(this.items);
      this.settle();
    }

    make() {
      const bar = new QuickBar({
        press: (/** @type {string} */ id) => this.pressed(id),
        grip: (/** @type {PointerEvent} */ event) => this.drag(event),
        fold: () => this.fold(),
      });
      const kept = place.kept();
      this.spot = kept?.spot ?? null;
      this.folded = kept?.folded ?? false;
      bar.setFolded(this.folded);
      document.documentElement.append(bar.host);
      for (const name of KEY_EVENTS) addEventListener(name, /** @type {EventListener} */ (this.onKey), true);
      addEventListener("resize", this.onResize);
      return bar;
    }

    remove() {
      if (!this.bar) return;
      clearTimeout(this.timer);
      for (const name of KEY_EVENTS) removeEventListener(name, /** @type {EventListener} */ (this.onKey), true);
      removeEventListener("resize", this.onResize);
      this.bar.host.remove();
      this.bar = null;
      this.waiting.clear();
      this.typing.clear();
    }

    /** A page that draws itself anew may throw out what it does not know. */
    check() {
      if (this.bar && !this.bar.host.isConnected) document.documentElement.append(this.bar.host);
    }

    /** Puts the bar where it belongs. A hidden document has no places. */
    settle() {
      const rect = this.bar.rect();
      if (!rect.width || !this.plan) return;
      if (this.spot) return this.bar.moveTo(place.allowed(place.rectAt(this.spot, rect), this.plan));
      const { place: free, crowded } = place.free(rect, this.plan, this.bar.host);
      // Where there is nothing but chat the bar waits to be opened, and needs less room meanwhile.
      if (crowded && !this.folded) return this.setFolded(true);
      this.spot = place.spotOf(free);
      this.bar.moveTo(free);
    }

    /** @param {boolean} folded */
    setFolded(folded) {
      this.folded = folded;
      this.bar.setFolded(folded);
      this.settle();
    }

    fold() {
      this.setFolded(!this.folded);
      if (this.spot) place.keep(this.spot, this.folded);
    }

    /** @param {{ left: number, top: number, width: number, height: number }} rect where the seller wants it */
    put(rect) {
      const allowed = place.allowed(rect, this.plan);
      this.bar.moveTo(allowed);
      this.spot = place.spotOf(allowed);
      place.keep(this.spot, this.folded);
    }

    /** @param {PointerEvent} start */
    drag(start) {
      const grip = /** @type {HTMLElement} */ (start.currentTarget);
      const { left, top, width, height } = this.bar.rect();
      const at = (/** @type {PointerEvent} */ { clientX, clientY }) =>
        ({ left: left + clientX - start.clientX, top: top + clientY - start.clientY, width, height });
      const move = (/** @type {PointerEvent} */ event) => this.bar?.moveTo(at(event));
      const end = (/** @type {PointerEvent} */ event) => {
        grip.removeEventListener("pointermove", move);
        for (const name of ["pointerup", "pointercancel"]) grip.removeEventListener(name, /** @type {EventListener} */ (end));
        const moved = event.clientX !== start.clientX || event.clientY !== start.clientY;
        if (this.bar && moved) this.put(event.type === "pointerup" ? at(event) : this.bar.rect());
      };
      grip.setPointerCapture(start.pointerId);
      grip.addEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) grip.addEventListener(name, /** @type {EventListener} */ (end));
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      const own = this.bar.holds(event);
      const done = event.type === "keydown" && (this.bar.pressNumber(wanted(event)) || (own && this.walk(event)));
      if (done) event.preventDefault();
      // A key for the bar is none for the page: many players jump, or stop, at a number, an arrow or the space bar.
      if (done || own) event.stopImmediatePropagation();
    }

    /** Moves the bar by its handle. @param {KeyboardEvent} event */
    walk(event) {
      const arrow = ARROWS[event.key];
      if (!arrow || !event.isTrusted || !this.bar.onGrip()) return false;
      const { left, top, width, height } = this.bar.rect();
      const step = event.shiftKey ? FAR : STEP;
      this.put({ left: left + arrow[0] * step, top: top + arrow[1] * step, width, height });
      return true;
    }

    /** @param {string} id */
    pressed(id) {
      const text = this.items.find((item) => item.id === id)?.text;
      if (text === undefined) return;
      if (!this.press(id)) return this.say(t("quickNoAnswer"));
      this.waiting.add(text);
      this.say(t("quickWaiting"));
    }

    /** A line is about to be typed here. @param {SayOrder} order */
    saying({ id, text }) {
      const pressed = [...this.waiting].find((waiting) => text.includes(waiting));
      if (pressed === undefined) return;
      this.waiting.delete(pressed);
      this.typing.set(id, pressed);
    }

    /** @param {{ id: string, state: string, reason: string }} outcome */
    settled({ id, state, reason }) {
      const text = this.typing.get(id);
      if (text === undefined) return;
      if (state === "seen") this.say(t("quickSent", text));
      // A reason is English, and content scripts cannot read the words for it: in other languages the side panel tells it.
      else if (t("uiLanguage") === "en" && reason) this.say(reason);
      else this.say(t(state === "refused" ? "quickNotSent" : "quickNotSeen"));
    }

    /** @param {string} text */
    say(text) {
      if (!this.bar) return;
      clearTimeout(this.timer);
      if (text) this.timer = setTimeout(() => this.say(""), SAID_MS);
      this.bar.say(text);
    }
  }

  shared.Quick = Quick;
})();
