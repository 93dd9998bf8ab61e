// @ts-check
// Role: pointing without a mouse: the elements that a step may be about, in the page's order, and how keys walk through them.
// Must not: act on the page, or judge whether a choice will do.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  const LEAP = 10;
  const STEPS = new Map([["ArrowDown", 1], ["ArrowRight", 1], ["ArrowUp", -1], ["ArrowLeft", -1], ["PageDown", LEAP], ["PageUp", -LEAP]]);
  const BOXES = "textarea,input,[contenteditable]";
  const BUTTONS = "button,[role=button],input[type=submit],a[href]";
  /** Where screen readers are told of new lines, there is the chat. */
  const LIVE = "[role=log],[aria-live]:not([aria-live=off])";

  /** @param {Element} element */
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });

  /** The innermost elements that show words. */
  function worded() {
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (node) => (node.nodeValue?.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT));
    const found = new Set();
    while (words.nextNode()) found.add(words.currentNode.parentElement);
    return [...found].filter((element) => !element.closest("script,style,noscript"));
  }

  /** @param {string} step @returns {Element[]} what it may be about */
  function candidates(step) {
    const all = step === "box" ? [...document.querySelectorAll(BOXES)] : step === "send" ? [...document.querySelectorAll(BUTTONS)] : worded();
    return all.filter(shown);
  }

  /**
   * @param {string} step
   * @param {string} key
   * @param {Element | null} from where the mark is
   * @param {Element | null} last what was picked before
   * @returns {Element | null} where the key leads; null for a key that leads nowhere
   */
  function walk(step, key, from, last) {
    const by = STEPS.get(key);
    const all = by === undefined ? [] : candidates(step);
    if (by === undefined || all.length === 0) return null;
    const at = from ? all.indexOf(from) : -1;
    const next = at >= 0 ? at + by : first(all, last);
    return all[Math.max(0, Math.min(all.length - 1, next))];
  }

  /** Behind what was picked last, else in the chat, else at the page's begin. @param {Element[]} all @param {Element | null} last */
  function first(all, last) {
    const follows = (/** @type {Element} */ element) => !!last && !!(last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
    const behind = all.findIndex(follows);
    return behind >= 0 ? behind : Math.max(0, all.findIndex((element) => element.closest(LIVE)));
  }

  shared.keys = { walk };
})();
