// @ts-check
// Role: lets the seller point at a chat the package does not know, by mouse or by keys: a name, its line, the chat box, the send
// button; shows what would be read, and hands the selectors to the worker.
// Must not: act on the page's own controls, keep chat text, or run twice on one page.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { derive, keys, picks, Bar } = shared;
  if (shared.picking) return;

  const t = (/** @type {string} */ name, /** @type {string[]} */ ...parts) => chrome.i18n.getMessage(name, parts);
  /** What is pointed at, in this order; the last two may be left out. */
  const STEPS = ["name", "text", "box", "send"];
  const SHOWN = 120;

  class Picker {
    constructor() {
      /** @type {Record<string, Element | null>} */
      this.picked = {};
      /** What the keys have walked to. @type {Element | null} */
      this.at = null;
      this.done = false;
      this.bar = new Bar(t("pickTitle"));
      this.listeners = /** @type {[string, (event: any) => void][]} */ ([
        ["pointermove", (event) => this.step && this.bar.mark(this.target(event))],
        ["pointerdown", (event) => this.swallow(event)],
        ["mousedown", (event) => this.swallow(event)],
        ["click", (event) => this.clicked(event)],
        ["keydown", (event) => this.pressed(event)],
        ["blur", () => this.left()],
      ]);
    }

    start() {
      shared.picking = this;
      for (const [name, listener] of this.listeners) addEventListener(name, listener, true);
      this.ask("");
      this.tell({ type: "start" }, () => {});
    }

    /** The step that is next; none when all is picked. */
    get step() {
      return this.done ? null : (STEPS.find((step) => !(step in this.picked)) ?? null);
    }

    /** @param {string} said why the last choice would not do, or what the mark is on */
    ask(said) {
      const skip = this.step === "box" ? t("pickReadOnly") : this.step === "send" ? t("pickEnterSends") : "";
      const buttons = [...(skip ? [{ label: skip, run: () => this.skip() }] : []), this.cancel()];
      this.bar.draw(t(`pick_${this.step}`), said, buttons, t("pickKeys"));
    }

    cancel() {
      return { label: t("cancel"), run: () => this.stop() };
    }

    again() {
      return { label: t("pickAgain"), run: () => this.begin("") };
    }

    /** @param {string} said */
    begin(said) {
      this.picked = {};
      this.at = null;
      this.ask(said);
    }

    /** What the seller points at, unless it is our own bar. @param {Event} event */
    target(event) {
      const [first] = event.composedPath();
      return first instanceof Element && !this.bar.holds(event) ? first : null;
    }

    /** The page must not act on what is meant for us. @param {Event} event */
    swallow(event) {
      if (!this.step || this.bar.holds(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }

    /** @param {MouseEvent} event */
    clicked(event) {
      const target = this.target(event);
      if (!this.step || !target) return;
      this.swallow(event);
      this.pick(target);
    }

    /** @param {KeyboardEvent} event */
    pressed(event) {
      if (event.key === "Escape") return this.stop();
      const ownButton = this.bar.holds(event) && (event.key === "Enter" || event.key === " ");
      if (!this.step || event.key === "Tab" || (ownButton && this.bar.onButton())) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.key === "Enter" && this.at) return this.pick(this.at);
      const next = keys.walk(this.step, event.key, this.at, this.last);
      if (!next) return;
      this.at = next;
      next.scrollIntoView({ block: "nearest" });
      this.bar.mark(next);
      this.bar.say(shown(next.textContent || next.getAttribute("placeholder") || next.getAttribute("aria-label") || next.localName));
    }

    /** What was picked last. */
    get last() {
      return Object.values(this.picked).at(-1) ?? null;
    }

    /** A frame keeps what happens in it to itself. */
    left() {
      if (this.step && document.activeElement?.localName === "iframe") this.ask(t("pickFrame"));
    }

    /** @param {Element} target */
    pick(target) {
      if (!this.step) return;
      const problem = this.take(this.step, target);
      this.at = null;
      if (this.step) this.ask(problem);
      else this.confirm();
    }

    /** @param {string} step @param {Element} target @returns {string} why it would not do */
    take(step, target) {
      const wanted = step === "box" ? target.closest("textarea,input,[contenteditable]") : target;
      if (!wanted) return t("pickNoBox");
      if (step === "name" && !target.textContent?.trim()) return t("pickNoName");
      if ((step === "box" || step === "send") && !derive.alone(wanted)) return t("pickNotAlone");
      if (step === "text" && !derive.reading(this.picked.name, wanted)) {
        this.picked = {};
        return t("pickNoList");
      }
      this.picked[step] = wanted;
      return "";
    }

    skip() {
      for (const step of this.step === "box" ? ["box", "send"] : ["send"]) this.picked[step] = null;
      this.confirm();
    }

    confirm() {
      this.bar.mark(null);
      const made = picks.picked(this.picked);
      const lines = made ? picks.preview(made) : [];
      const last = lines.at(-1);
      if (!made || !last) return this.bar.draw(t("pickReadsNothing"), "", [this.again(), this.cancel()]);
      const use = { label: t("pickUse"), primary: true, run: () => this.finish(made) };
      this.bar.draw(t("pickReads", String(lines.length), shown(`${last.author}: ${last.text}`)), "", [use, this.again(), this.cancel()]);
    }

    /** @param {PickedPage} page */
    finish(page) {
      this.done = true;
      this.bar.draw(t("pickWait"), "", [this.cancel()]);
      this.tell({ type: "picked", page }, () => this.bar.draw(t("pickKept"), "", [{ label: t("pickClose"), run: () => this.stop(), primary: true }]));
    }

    /**
     * A port of its own for each message: between them the worker may sleep.
     * @param {object} message
     * @param {() => void} taken
     */
    tell(message, taken) {
      const port = chrome.runtime.connect({ name: "picker" });
      let answered = false;
      port.onMessage.addListener((answer) => {
        answered = true;
        port.disconnect();
        if (answer.type === "refused") this.refused(answer.reason);
        else taken();
      });
      port.onDisconnect.addListener(() => answered || this.refused(t("pickNoAnswer")));
      port.postMessage(message);
    }

    /** @param {string} reason */
    refused(reason) {
      this.done = true;
      this.bar.mark(null);
      this.bar.draw(t("pickRefused"), reason, [{ label: t("pickClose"), run: () => this.stop() }]);
    }

    stop() {
      this.done = true;
      for (const [name, listener] of this.listeners) removeEventListener(name, listener, true);
      this.bar.remove();
      shared.picking = undefined;
    }
  }

  /** Chat text is shown as text, and only the begin of it. @param {string} text */
  const shown = (text) => text.replace(/\s+/g, " ").trim().slice(0, SHOWN);

  new Picker().start();
})();
