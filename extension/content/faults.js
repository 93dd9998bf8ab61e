// @ts-check
// Role: finds the selectors of an adapter that are no CSS, so that a wrong one is told and never thrown.
// Must not: look at the page, or judge whether a selector finds anything there.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  /** Stands for a selector that is none: it is valid and finds nothing. */
  const NOTHING = ":not(*)";
  const LISTS = new Set(["select", "within", "near", "ignore", "deleted", "quote", "shows", "strip", "disabled", "login", "blocked", "notice", "button", "ownRow"]);
  /** What the seller reads for the parts they can set. */
  const WORDS = new Map([
    ["container", "The selector for the chat list is not valid."],
    ["item", "The selector for the chat line is not valid."],
    ["author", "The selector for the viewer's name is not valid."],
    ["text", "The selector for the text of a line is not valid."],
    ["input", "The selector for the chat box is not valid."],
    ["submit", "The selector for the send button is not valid."],
  ]);
  const WRITING = ["input", "submit"];
  const empty = document.createDocumentFragment();

  /** @param {string} selector */
  function valid(selector) {
    try {
      empty.querySelector(selector);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * @param {any} value
   * @param {(selector: string) => string} change
   * @returns {any} the same, every selector changed
   */
  function mapped(value, change) {
    if (Array.isArray(value)) return value.map((inner) => mapped(inner, change));
    if (!value || typeof value !== "object") return value;
    const fields = Object.entries(value).map(([name, inner]) => [
      name,
      LISTS.has(name) && Array.isArray(inner) ? inner.map(change) : mapped(inner, change),
    ]);
    return Object.fromEntries(fields);
  }

  /**
   * @param {Adapter} told
   * @returns {{ adapter: Adapter, reading: string, writing: string }} an adapter that can be used without a throw, and what
   *   is wrong with the one told
   */
  function withoutFaults(told) {
    const found = { reading: "", writing: "" };
    const parts = Object.entries(told).map(([part, value]) => [
      part,
      mapped({ [part]: value }, (selector) => {
        if (valid(selector)) return selector;
        found[WRITING.includes(part) ? "writing" : "reading"] ||= WORDS.get(part) ?? `The selector for the ${part} is not valid.`;
        return NOTHING;
      })[part],
    ]);
    return { adapter: Object.fromEntries(parts), ...found };
  }

  shared.withoutFaults = withoutFaults;
})();
