// @ts-check
// Role: puts text into a chat box and takes it out again, with the one order of techniques that was correct on every editor
// measured: a value box by its native setter; anything else by paste, and by execCommand only if the paste was not taken.
// Must not: submit, decide when to type, or use execCommand first (it silently corrupts two common editors).
(() => {
  const shared = (globalThis.buzzchat ??= {});

  /** Editors take over the DOM selection asynchronously. */
  const SELECTION_MS = 120;
  const APPEAR_MS = 500;
  const LOOK_MS = 20;

  /** @param {number} ms */
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

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
    put(text) {
      setValue(this.element, text);
    }

    clear() {
      setValue(this.element, "");
    }

    /** The seller's draft with its caret, and the way to bring both back without moving the focus. */
    keep() {
      const { value, selectionStart, selectionEnd, selectionDirection, scrollTop } = this.element;
      const restore = () => {
        if (value === "") return;
        setValue(this.element, value + this.element.value);
        if (selectionStart !== null) this.element.setSelectionRange(selectionStart, selectionEnd, selectionDirection ?? "none");
        this.element.scrollTop = scrollTop;
      };
      return { text: value, restore };
    }
  }

  /** @param {HTMLElement} element */
  function selectAll(element) {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
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

    text() {
      const parts = [];
      const walker = document.createTreeWalker(this.element, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const placeholder = walker.currentNode.parentElement?.closest("[data-slate-placeholder]");
        if (!placeholder) parts.push(walker.currentNode.nodeValue ?? "");
      }
      return shared.page.comparable(parts.join(""));
    }

    /** @param {string} text */
    async put(text) {
      this.quietly(() => this.element.focus({ preventScroll: true }));
      selectAll(this.element);
      await pause(SELECTION_MS);
      this.quietly(() => this.insert(text));
      const wanted = shared.page.comparable(text);
      for (let waited = 0; waited < APPEAR_MS && !this.text().includes(wanted); waited += LOOK_MS) await pause(LOOK_MS);
    }

    /** @param {string} text */
    insert(text) {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true, composed: true });
      if (!this.element.dispatchEvent(paste)) return;
      selectAll(this.element);
      document.execCommand("insertText", false, text);
    }

    clear() {
      this.quietly(() => {
        this.element.focus({ preventScroll: true });
        selectAll(this.element);
        const clipboardData = new DataTransfer();
        const cut = new ClipboardEvent("cut", { clipboardData, bubbles: true, cancelable: true, composed: true });
        if (this.element.dispatchEvent(cut)) document.execCommand("delete");
      });
    }

    /** The draft as text, and where the focus and the selection were before we took them. */
    keep() {
      const text = this.text();
      const before = document.activeElement;
      const selection = getSelection();
      const range = selection?.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
      const restore = async () => {
        if (text !== "" && !this.text().includes(text)) await this.put(text + this.text());
        this.quietly(() => this.giveBackFocus(before, range));
      };
      return { text, restore };
    }

    /**
     * @param {Element | null} before
     * @param {Range | null} range
     */
    giveBackFocus(before, range) {
      if (before && this.element.contains(before)) return;
      if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus({ preventScroll: true });
      else this.element.blur();
      // Text controls keep their selection themselves; one elsewhere on the page has to be put back.
      if (!range || !range.startContainer.isConnected || before?.matches("input,textarea")) return;
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
    }
  }

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
