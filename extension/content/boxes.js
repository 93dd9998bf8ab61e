// @ts-check
// Role: puts text into a chat box and takes it out again, with the one order of techniques that was correct on every editor
// measured: a value box by its native setter; anything else by paste, and by execCommand only if the paste was not taken.
// Must not: submit, decide when to type, lose what the seller types meanwhile, or use execCommand first (it silently
// corrupts two common editors).
(() => {
  const shared = (globalThis.buzzchat ??= {});

  /** Editors take over the DOM selection asynchronously. */
  const SELECTION_MS = 120;
  /** A page that never rests is not waited for longer. */
  const REST_AT_MOST_MS = 500;
  const APPEAR_MS = 1000;
  const LOOK_MS = 20;
  /** So often a place for the draft is sought between the keys of a seller who types on. */
  const TRIES = 5;

  const BLOCKS = "p,div,li";

  /** @param {number} ms */
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  /** A hidden page has little to do, and its waits are rounded up to whole seconds. */
  const rest = () => document.hidden || new Promise((resolve) => requestIdleCallback(resolve, { timeout: REST_AT_MOST_MS }));

  /** Until an editor has noticed the selection, also on a page that is busy: one that notices it after its text has changed looks
   * for it in the wrong text, and may break. */
  async function noticed() {
    await rest();
    await pause(SELECTION_MS);
    await rest();
  }

  /**
   * @param {HTMLTextAreaElement | HTMLInputElement} element
   * @param {string} text
   */
  function setValue(element, text) {
    const kind = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    // Frameworks put their own setter on the element; the native one makes them see a change like a person's.
    Object.getOwnPropertyDescriptor(kind.prototype, "value")?.set?.call(element, text);
    element.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText", data: text }));
  }

  /** @implements {Box} */
  class ValueBox {
    /** @param {HTMLTextAreaElement | HTMLInputElement} element */
    constructor(element) {
      this.element = element;
    }

    text() {
      return this.element.value;
    }

    /** @param {string} text */
    async put(text) {
      setValue(this.element, text);
    }

    async clear() {
      setValue(this.element, "");
    }

    /** @param {string} text */
    async remove(text) {
      const { value, selectionStart, selectionEnd } = this.element;
      const at = value.indexOf(text);
      if (at < 0) return;
      const end = at + text.length;
      const moved = (/** @type {number} */ caret) => (caret <= at ? caret : Math.max(at, caret - text.length));
      setValue(this.element, value.slice(0, at) + value.slice(end));
      if (selectionStart !== null) this.element.setSelectionRange(moved(selectionStart), moved(selectionEnd ?? selectionStart));
    }

    /** The seller's draft with its caret, and the way to bring both back without moving the focus. */
    keep() {
      const { value, selectionStart, selectionEnd, selectionDirection, scrollTop } = this.element;
      const restore = async (/** @type {boolean} */ stay, /** @type {string} */ beside) => {
        const back = value + beside;
        const { value: since, selectionStart: caret } = this.element;
        if (back === "" || since === back) return;
        setValue(this.element, back + since);
        if (selectionStart === null) return;
        const end = back.length + (caret ?? 0);
        if (beside || since) this.element.setSelectionRange(end, end);
        else this.element.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? "none");
        this.element.scrollTop = scrollTop;
      };
      return { text: value, restore };
    }
  }

  /** @implements {Box} */
  class EditorBox {
    /**
     * @param {HTMLElement} element
     * @param {(write: () => void) => void} quietly runs a write so that its events are not taken for the seller's
     */
    constructor(element, quietly) {
      this.element = element;
      this.quietly = quietly;
    }

    /** What a person sees in the box: lines apart, pictures by their names, nothing an editor puts there for itself. */
    text() {
      /** @type {string[]} */
      const parts = [];
      this.read(this.element, parts);
      return parts.join("").replace(/\n+$/, "");
    }

    /**
     * @param {Node} node
     * @param {string[]} parts
     */
    read(node, parts) {
      for (let child = node.firstChild; child; child = child.nextSibling) {
        if (child.nodeType === Node.TEXT_NODE) parts.push(shownText(child));
        if (!(child instanceof Element) || child.matches("[data-slate-placeholder]")) continue;
        if (child.localName === "img") parts.push(child.getAttribute("alt") ?? "");
        else if (child.localName === "br") parts.push("\n");
        else {
          if (child.matches(BLOCKS) && parts.some(Boolean) && !parts.at(-1)?.endsWith("\n")) parts.push("\n");
          this.read(child, parts);
        }
      }
    }

    /** @param {string} text */
    async put(text) {
      const before = this.text();
      await this.select((range) => range.selectNodeContents(this.element));
      // With another text there the selection is not ours any more, and ours would land among the seller's words.
      if (this.text() !== before) return;
      await this.insert(text);
    }

    /** @param {(range: Range) => void} place */
    async select(place) {
      const range = document.createRange();
      place(range);
      this.quietly(() => {
        shared.quick.lend(this.element);
        this.element.focus({ preventScroll: true });
        getSelection()?.removeAllRanges();
        getSelection()?.addRange(range);
      });
      await noticed();
    }

    /** @param {string} text */
    async insert(text) {
      let heeded = false;
      this.quietly(() => {
        heeded = this.heeds("paste", text);
        if (!heeded) document.execCommand("insertText", false, text);
      });
      const { comparable } = shared.page;
      const wanted = comparable(text);
      for (let waited = 0; waited < APPEAR_MS && !comparable(this.text()).includes(wanted); waited += LOOK_MS) await pause(LOOK_MS);
      // An editor still to notice its caret behind our text would look for it in what the page makes of the text next.
      if (heeded) await noticed();
    }

    /**
     * @param {"paste" | "cut"} type
     * @param {string} text
     */
    heeds(type, text) {
      const clipboardData = new DataTransfer();
      if (text) clipboardData.setData("text/plain", text);
      return !this.element.dispatchEvent(new ClipboardEvent(type, { clipboardData, bubbles: true, cancelable: true, composed: true }));
    }

    /** On a busy machine an editor may not have noticed the selection yet, and a cut then takes nothing. */
    async clear() {
      const before = this.text();
      for (let tries = 0; tries < TRIES && before !== "" && this.text() === before; tries++) {
        await this.select((range) => range.selectNodeContents(this.element));
        if (this.text() !== before) return;
        this.cut();
        for (let waited = 0; waited < SELECTION_MS && this.text() === before; waited += LOOK_MS) await pause(LOOK_MS);
      }
    }

    /**
     * A key the seller presses while the text is selected takes its place, which is just as well.
     * @param {string} text
     */
    async remove(text) {
      for (let tries = 0; tries < TRIES; tries++) {
        const before = this.text();
        const found = this.find(text);
        if (!found) return;
        await this.select((range) => (range.setStart(...found.start), range.setEnd(...found.end)));
        if (this.text() === before) return this.cut();
      }
    }

    cut() {
      this.quietly(() => {
        if (!this.heeds("cut", "")) document.execCommand("delete");
      });
    }

    /**
     * @param {string} text
     * @returns {{ start: [Node, number], end: [Node, number] } | null}
     */
    find(text) {
      const nodes = [];
      const walker = document.createTreeWalker(this.element, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
      const at = nodes.map((node) => node.data).join("").replaceAll("\u00a0", " ").indexOf(text);
      if (at < 0) return null;
      let passed = 0;
      const end = at + text.length;
      /** @type {[Node, number] | undefined} */
      let start;
      for (const node of nodes) {
        if (!start && at < passed + node.length) start = [node, at - passed];
        if (start && end <= passed + node.length) return { start, end: [node, end - passed] };
        passed += node.length;
      }
      return null;
    }

    /** The draft as text, and where the focus and the selection were before we took them. */
    keep() {
      const text = this.text();
      const before = document.activeElement;
      const selection = getSelection();
      const range = selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
      const restore = async (/** @type {boolean} */ stay, /** @type {string} */ beside) => {
        const back = text + beside;
        if (back !== "" && !this.text().includes(back)) await this.prepend(back);
        if (!stay) this.quietly(() => this.giveBackFocus(before, range));
      };
      return { text, restore };
    }

    /** @param {string} text */
    async prepend(text) {
      for (let tries = 0; tries < TRIES; tries++) {
        const before = this.text();
        await this.select((range) => (range.selectNodeContents(this.element), range.collapse(true)));
        if (this.text() === before) break;
      }
      await this.insert(text);
      await this.select((range) => (range.selectNodeContents(this.element), range.collapse(false)));
    }

    /**
     * @param {Element | null} before
     * @param {Range | null} range
     */
    giveBackFocus(before, range) {
      const now = document.activeElement;
      // Whoever has the focus by now got it from the seller.
      if (now && now !== document.body && !this.element.contains(now)) return;
      if (before && this.element.contains(before)) return;
      if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus({ preventScroll: true });
      else this.element.blur();
      // Text controls keep their selection themselves; one elsewhere on the page has to be put back.
      if (!range || !range.startContainer.isConnected || before?.matches("input,textarea")) return;
      // One that stayed in an editor the seller had left would bring the focus back there.
      if (editable(range.startContainer) && !(before && editable(before))) return;
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
    }
  }

  /** @param {Node} node */
  const editable = (node) => !!(node instanceof HTMLElement ? node : node.parentElement)?.isContentEditable;

  /**
   * Editors fill empty places with characters nobody sees, and browsers show a space at an end by another character.
   * @param {Node} node
   */
  const shownText = (node) => (node.nodeValue ?? "").replaceAll("\ufeff", "").replaceAll("\u00a0", " ");

  /**
   * @param {HTMLElement} element
   * @param {(write: () => void) => void} quietly
   * @returns {Box}
   */
  function boxOf(element, quietly) {
    const isValue = element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
    return isValue ? new ValueBox(element) : new EditorBox(element, quietly);
  }

  shared.boxOf = boxOf;
  shared.pause = pause;
})();
