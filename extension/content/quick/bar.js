// @ts-check
// Role: the bar of quick replies as the seller sees it: its buttons, its handle, its fold, and what it says.
// Must not: let the page read it, style it or press it; know where it may stand or what a press leads to.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { dress } = shared.quick;

  const t = (/** @type {string} */ name, /** @type {string[]} */ ...parts) => chrome.i18n.getMessage(name, parts);
  /** An element of ours in the page's tree; the seller's acts in it are none on the page. */
  const TAG = "buzzchat-quick";
  const GRIP = "M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01";
  const FOLD = "M6 12h12";
  const UNFOLD = "M4 6h16v10H11l-4 4v-4H4z";
  const PRESSED_MS = 600;

  class QuickBar {
    /** @param {{ press(id: string): void, grip(event: PointerEvent): void, fold(): void }} acts */
    constructor(acts) {
      this.acts = acts;
      /** @type {{ id: string, text: string }[]} */
      this.items = [];
      this.host = document.createElement(TAG);
      this.root = this.host.attachShadow({ mode: "closed" });
      this.panel = element("section", "bar unplaced");
      this.grip = element("button", "grip");
      this.replies = element("div", "replies");
      this.said = element("p", "said");
      this.fold = element("button", "fold");
      this.build();
    }

    build() {
      this.host.lang = t("uiLanguage");
      this.panel.dir = t("uiDirection");
      this.panel.setAttribute("aria-label", t("quickTitle"));
      this.said.setAttribute("role", "status");
      this.grip.setAttribute("aria-label", t("quickMove"));
      this.grip.title = t("quickMove");
      this.grip.append(drawing(GRIP));
      onPress(this.fold, () => this.acts.fold());
      this.panel.append(this.grip, this.replies, this.fold, this.said);
      // Wherever there is no button of its own, the bar is its own handle.
      this.panel.addEventListener("pointerdown", (event) => this.isHandle(event) && this.acts.grip(event));
      dress(this.root);
      this.root.append(this.panel);
    }

    /** @param {PointerEvent} event */
    isHandle(event) {
      const on = event.target instanceof Element ? event.target.closest("button") : null;
      return event.isTrusted && event.button === 0 && (!on || on === this.grip);
    }

    /** @param {{ id: string, text: string }[]} items */
    draw(items) {
      this.items = items;
      this.replies.replaceChildren(...items.map((item, at) => this.reply(item, String(at + 1))));
    }

    /** @param {{ id: string, text: string }} item @param {string} key */
    reply({ id, text }, key) {
      const button = element("button", "reply");
      const sign = element("span", "key", key);
      sign.setAttribute("aria-hidden", "true");
      button.setAttribute("aria-keyshortcuts", key);
      button.title = text;
      button.append(sign, element("bdi", "words", text));
      onPress(button, () => this.press(id, button));
      return button;
    }

    /** @param {number} number from 1; 0 is no reply @returns {boolean} whether there is such a reply to press */
    pressNumber(number) {
      const button = /** @type {HTMLElement | undefined} */ (this.replies.children[number - 1]);
      if (!button || !this.seen()) return false;
      this.press(this.items[number - 1].id, button);
      return true;
    }

    /** @param {string} id @param {HTMLElement} button */
    press(id, button) {
      // A second press of a hand in a hurry is the first one still.
      if (button.classList.contains("pressed")) return;
      button.classList.add("pressed");
      setTimeout(() => button.classList.remove("pressed"), PRESSED_MS);
      this.acts.press(id);
    }

    /** @param {boolean} folded */
    setFolded(folded) {
      this.panel.classList.toggle("folded", folded);
      this.fold.setAttribute("aria-expanded", String(!folded));
      this.fold.setAttribute("aria-label", t("quickTitle"));
      this.fold.title = t(folded ? "quickUnfold" : "quickFold");
      this.fold.replaceChildren(drawing(folded ? UNFOLD : FOLD), element("span", "name", t("quickTitle")));
    }

    /** Whether the buttons are before the seller's eyes. */
    seen() {
      return !this.panel.classList.contains("folded") && !document.fullscreenElement && this.panel.checkVisibility({ visibilityProperty: true });
    }

    /** @param {string} text */
    say(text) {
      this.said.textContent = text;
    }

    rect() {
      const { left, top, width, height } = this.panel.getBoundingClientRect();
      return { left, top, width, height };
    }

    /** What the bar says stands beside it, towards the middle of the window: no button moves away under a hand.
     * @param {{ left: number, top: number, width: number, height: number }} place */
    moveTo({ left, top, width, height }) {
      Object.assign(this.panel.style, { left: `${left}px`, top: `${top}px` });
      this.panel.classList.toggle("right", left + width / 2 > innerWidth / 2);
      this.panel.classList.toggle("low", top + height / 2 > innerHeight / 2);
      this.panel.classList.remove("unplaced");
    }

    /** @param {Event} event */
    holds(event) {
      return event.target === this.host;
    }

    onGrip() {
      return this.root.activeElement === this.grip;
    }
  }

  /** @param {string} tag @param {string} className @param {string} [text] */
  function element(tag, className, text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    if (made instanceof HTMLButtonElement) made.type = "button";
    return made;
  }

  /** @param {HTMLElement} button @param {() => void} act */
  function onPress(button, act) {
    button.addEventListener("click", (event) => {
      if (!event.isTrusted) return;
      act();
      // After a press by pointer the space bar is the page's again, and sends nothing a second time.
      if (event.detail > 0) button.blur();
    });
  }

  /** @param {string} path on a 24 by 24 grid */
  function drawing(path) {
    const make = (/** @type {string} */ tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
    const [svg, line] = [make("svg"), make("path")];
    for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: "18", height: "18", "aria-hidden": "true" })) svg.setAttribute(name, value);
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  }

  Object.assign(shared.quick, { TAG, QuickBar });
})();
