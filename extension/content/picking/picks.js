// @ts-check
// Role: the selectors of what the seller pointed at, and the lines that would be read with them.
// Must not: touch the page beyond reading it, or assume anything of the site that was not picked; the worker does that.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { derive, page } = shared;

  /** Virtual lists number the rows they use again. @param {string} item */
  const reused = (item) => document.querySelector(`${item}[data-index], [data-index] ${item}`) !== null;

  /**
   * @param {Record<string, Element | null>} picked by step; what was left out is null
   * @returns {PickedPage | null} null where the name and the text are no longer in one list
   */
  function picked({ name, text, box, send }) {
    const reading = name && text && derive.reading(name, text);
    if (!reading) return null;
    const alone = (/** @type {Element | null} */ found) => (found && derive.alone(found)) || undefined;
    return { ...reading, input: alone(box), button: alone(send), recycles: reused(reading.item) };
  }

  /** The lines that are read with these selectors now. @param {PickedPage} made @returns {ChatLine[]} */
  function preview({ container, item, author, text }) {
    const field = (/** @type {string} */ select) => ({ select: [select], imageText: "alt" });
    const plan = page.plan({ container: field(container), item: field(item), author: field(author), text: field(text) });
    const list = document.querySelector(container);
    const rows = list ? page.rowsIn(list, plan) : [];
    return rows.map((/** @type {Element} */ row) => page.readRow(row, plan)).filter((/** @type {ChatLine} */ line) => line.author && line.text);
  }

  shared.picks = { picked, preview };
})();
