// @ts-check
// Role: finds the chat box and the send button that belongs to it, and says in the seller's words why nothing can be written.
// Must not: type, press, take one of several boxes by chance, or know a site by name.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { page } = shared;

  const OFF = ":disabled,[disabled],[readonly],[aria-disabled=true],[contenteditable=false]";

  /** @param {Element} button */
  const enabled = (button) => !button.matches(":disabled") && button.getAttribute("aria-disabled") !== "true";

  class ChatBox {
    /** @param {Adapter} adapter */
    constructor(adapter) {
      this.adapter = adapter;
      /** @type {HTMLElement | null} */
      this.found = null;
      this.doubled = false;
    }

    /** Every key the seller presses asks for it, so it is searched again only when it is gone. */
    element() {
      if (!this.found?.isConnected) this.search();
      return this.found;
    }

    /** Two visible boxes of equal rank mean that the adapter no longer fits: a line in the wrong one is worse than none. */
    search() {
      const boxes = page.chatBoxes(this.adapter);
      this.found = boxes.length === 1 ? boxes[0] : null;
      this.doubled = boxes.length > 1;
    }

    /** Why nothing can be written here; empty if it can. */
    problem() {
      const { input, confidence } = this.adapter;
      if (!input || confidence.send === "none") return "BuzzChat cannot write on this site.";
      if (page.firstVisible(input.login)) return "Log in to this site to write in its chat.";
      if (page.firstVisible(input.blocked)) {
        return this.quoting("The site does not let this account write in this chat now. It may be muted, or have to accept the chat's rules.");
      }
      const element = this.element();
      if (this.doubled) return "There are two chat boxes on this page, and BuzzChat cannot tell which is the right one.";
      if (!element) return "The chat box was not found.";
      const off = element.matches(OFF) || page.firstVisible(input.disabled);
      return off ? this.quoting("The chat box is switched off at the moment.") : "";
    }

    /** What the site says about lines it did not take, or about not taking any. @returns {string[]} */
    notices() {
      return page.allVisible(this.adapter.input?.notice).map((/** @type {Element} */ element) => page.textOf(element, { select: [] }));
    }

    /** What the site says about the box as it stands; what stands among the rows of the chat may be long over. */
    standingNotice() {
      const list = this.adapter.container.select.join(",");
      const beside = page.allVisible(this.adapter.input?.notice).filter((/** @type {Element} */ element) => !element.closest(list));
      return beside.length ? page.textOf(beside.at(-1), { select: [] }) : "";
    }

    /**
     * What the site says now and did not say before, or not as often.
     * @param {string[]} before
     */
    newNotice(before) {
      const known = [...before];
      const fresh = this.notices().filter((/** @type {string} */ text) => !known.includes(text) || !known.splice(known.indexOf(text), 1));
      return fresh.at(-1) ?? "";
    }

    /**
     * @param {string} reason
     * @param {string} [notice]
     */
    quoting(reason, notice = this.standingNotice()) {
      return notice ? `${reason} The page says: ${notice}` : reason;
    }

    /**
     * Only a button the adapter names, and of several the one that shares the closest part of the page with the box: other
     * forms have buttons too.
     * @returns {HTMLElement | null}
     */
    button() {
      for (const selector of this.adapter.submit?.button ?? []) {
        const buttons = [...document.querySelectorAll(selector)].filter(page.visible);
        for (let part = this.element()?.parentElement; buttons.length && part; part = part.parentElement) {
          const near = buttons.filter((button) => part?.contains(button));
          if (near.length) return near.length === 1 ? /** @type {HTMLElement} */ (near[0]) : null;
        }
      }
      return null;
    }

    readyButton() {
      const button = this.button();
      return button && enabled(button) ? button : null;
    }

    /** How many characters the box takes; some editors have the attribute without the behaviour. */
    room() {
      const room = Number(this.element()?.getAttribute("maxlength") ?? 0);
      return this.adapter.limits.honourMaxlength !== false && room > 0 ? room : Infinity;
    }
  }

  shared.ChatBox = ChatBox;
})();
