// @ts-check
// Role: the bar that stands over the page while the seller points, and the mark around what they point at.
// Must not: let the page read it or style it, show text as anything but text, or know what is picked.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  const STYLE = `
    :host { all: initial }
    .bar { position: fixed; inset: 12px 12px auto; margin-inline: auto; max-width: 34rem; z-index: 2147483647; padding: 12px 16px;
      border-radius: 12px; background: #17171c; color: #fff; font: 15px/1.45 system-ui, sans-serif; box-shadow: 0 6px 30px #0007 }
    .bar:focus { outline: 2px solid #8ab4ff }
    p { margin: 0 0 8px; overflow-wrap: anywhere } p:empty { display: none } .said { color: #ffd58a } .hint { color: #c4c4cf; font-size: 13px }
    .row { display: flex; gap: 8px; flex-wrap: wrap }
    button { font: inherit; padding: 6px 12px; border-radius: 8px; border: 1px solid #6b6b76; background: #2a2a33; color: #fff; cursor: pointer }
    button.primary { background: #ffd58a; border-color: #ffd58a; color: #17171c } button:focus-visible { outline: 3px solid #8ab4ff }
    .mark { position: fixed; pointer-events: none; z-index: 2147483646; border: 3px solid #ffb020; border-radius: 6px; background: #ffb02022 }`;

  class Bar {
    /** @param {string} title */
    constructor(title) {
      this.title = title;
      this.host = document.createElement("div");
      this.root = this.host.attachShadow({ mode: "closed" });
      this.frame = element("div", "mark");
      this.said = element("p", "said");
      this.said.setAttribute("role", "status");
      document.documentElement.append(this.host);
    }

    /**
     * @param {string} words
     * @param {string} said
     * @param {{ label: string, run(): void, primary?: boolean }[]} buttons
     * @param {string} [hint]
     */
    draw(words, said, buttons, hint = "") {
      const bar = element("div", "bar");
      bar.tabIndex = -1;
      bar.setAttribute("role", "dialog");
      bar.setAttribute("aria-label", this.title);
      const row = element("div", "row");
      row.append(...buttons.map(pressable));
      this.said.textContent = said;
      bar.append(element("p", "", words), this.said, element("p", "hint", hint), row);
      this.frame.hidden = true;
      this.root.replaceChildren(element("style", "", STYLE), this.frame, bar);
      // Keys are for the bar now, and a screen reader says what it asks.
      bar.focus({ preventScroll: true });
    }

    /** @param {string} text */
    say(text) {
      this.said.textContent = text;
    }

    /** @param {Element | null} target */
    mark(target) {
      this.frame.hidden = !target;
      if (!target) return;
      const { left, top, width, height } = target.getBoundingClientRect();
      Object.assign(this.frame.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    }

    /** @param {Event} event */
    holds(event) {
      return event.target === this.host;
    }

    onButton() {
      return this.root.activeElement?.localName === "button";
    }

    remove() {
      this.host.remove();
    }
  }

  /** @param {{ label: string, run(): void, primary?: boolean }} told */
  function pressable({ label, run, primary }) {
    const button = element("button", primary ? "primary" : "", label);
    button.addEventListener("click", run);
    return button;
  }

  /** @param {string} tag @param {string} className @param {string} [text] */
  function element(tag, className, text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  shared.Bar = Bar;
})();
