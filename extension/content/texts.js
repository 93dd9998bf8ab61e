// @ts-check
// Role: brings texts into the one form in which they are told and compared, and holds the adapters' patterns ready.
// Must not: touch the page, or make a pattern of chat text.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  /** @type {Record<string, Map<string, RegExp>>} by flags */
  const patterns = { u: new Map(), iu: new Map() };

  /**
   * Patterns come only from adapters inside our own package, never from chat text.
   * @param {string} source
   * @param {"u" | "iu"} flags
   */
  function pattern(source, flags) {
    const known = patterns[flags].get(source);
    if (known) return known;
    const made = new RegExp(source, flags);
    patterns[flags].set(source, made);
    return made;
  }

  const UNTIDY = /[^\S ]|^ | $| {2}/;

  /** Most texts are tidy, which one look tells. @param {string} text */
  const tidy = (text) => (UNTIDY.test(text) ? text.replace(/\s+/g, " ").trim() : text);

  const PLAIN = /^[ -~]*$/;

  /**
   * Two texts are the same line when they differ only in what pages change while showing it.
   * @param {string} text
   */
  const comparable = (text) => tidy(PLAIN.test(text) ? text : text.normalize("NFC").replace(/[\u200b-\u200d\u2060\ufe0f\ufeff]/g, ""));

  /**
   * Names and the sites' own words, whose case says nothing.
   * @param {string} text
   */
  const folded = (text) => comparable(text).toLowerCase();

  /**
   * A name as one account has it everywhere: sites put the sign of a mention before it in some places and not in others.
   * @param {string} text
   */
  const accountName = (text) => folded(text).replace(/^@/, "");

  /** @param {string} part a piece of an address, which a page may have encoded wrongly */
  function decoded(part) {
    if (!part.includes("%")) return part;
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  }

  shared.page = { pattern, tidy, comparable, folded, accountName, decoded };
})();
