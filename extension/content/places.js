// @ts-check
// Role: finds the places an adapter names: the chat list, the chat box, and what the site shows around them.
// Must not: change the page, know a site by name, or read rows.
(() => {
  const { page } = (globalThis.buzzchat ??= {});

  /** @param {Element} element */
  const visible = (element) => element.isConnected && element.checkVisibility({ visibilityProperty: true, checkVisibilityCSS: true });

  /**
   * @param {string} selector
   * @param {string[] | undefined} within
   * @returns {Element[]}
   */
  function matches(selector, within) {
    if (!within) return [...document.querySelectorAll(selector)];
    return [...document.querySelectorAll(within.join(","))].flatMap((scope) => [...scope.querySelectorAll(selector)]);
  }

  /**
   * A list nobody sees is still better than none: a collapsed chat frame goes on receiving rows.
   * @param {Plan} plan
   * @returns {Element | null}
   */
  function container(plan) {
    const { select, within, pick } = plan.adapter.container;
    const all = select.flatMap((selector) => matches(selector, within));
    const seen = all.filter(visible);
    const candidates = seen.length ? seen : all;
    const filled = pick === "withItems" ? candidates.find((list) => list.querySelector(plan.item)) : undefined;
    return filled ?? (pick === "last" ? candidates.at(-1) : candidates[0]) ?? null;
  }

  /** @param {Element} element */
  const typable = (element) => (element.matches("textarea,input,[contenteditable]") ? element : element.querySelector("textarea,input,[contenteditable]"));

  /**
   * The visible boxes of the best rank. What an editor puts into itself, as a placeholder, is no box.
   * @param {Adapter} adapter
   * @returns {HTMLElement[]}
   */
  function chatBoxes(adapter) {
    for (const selector of adapter.input?.select ?? []) {
      const boxes = new Set(matches(selector, adapter.input?.within).filter(visible).map(typable));
      boxes.delete(null);
      const whole = /** @type {HTMLElement[]} */ ([...boxes].filter((box) => ![...boxes].some((other) => other !== box && other?.contains(box))));
      const good = adapter.input?.near ? nearRows(whole, adapter.item.select.join(","), adapter.input.near.join(",")) : whole;
      if (good.length) return good;
    }
    return [];
  }

  /**
   * Of several boxes those of the chat: a box shares a part of the page with the rows, and the smallest such part counts. A
   * box inside the list answers one row, and one that shares half the page with it, as a private message, is no box of it.
   * @param {HTMLElement[]} boxes
   * @param {string} rows
   * @param {string} tooMuch
   */
  function nearRows(boxes, rows, tooMuch) {
    const placed = boxes.map((box) => ({ box, part: partWith(box, rows) }));
    const beside = placed.filter(({ box, part }) => part && !part.querySelector(tooMuch) && !list(part, rows).contains(box));
    const closest = beside.filter(({ part }) => !beside.some((other) => other.part !== part && part?.contains(other.part)));
    return closest.map(({ box }) => box);
  }

  /**
   * The smallest part of the page that holds the box and two rows: what holds one only may be a row with its answers.
   * @param {Element} box
   * @param {string} rows
   */
  function partWith(box, rows) {
    let part = box.parentElement;
    while (part && part.querySelectorAll(rows).length < 2) part = part.parentElement;
    return part;
  }

  /**
   * The smallest element around all rows of a part.
   * @param {Element} part
   * @param {string} rows
   */
  function list(part, rows) {
    const all = [...part.querySelectorAll(rows)];
    const last = all[all.length - 1];
    let around = /** @type {Element} */ (all[0].parentElement);
    while (!around.contains(last)) around = /** @type {Element} */ (around.parentElement);
    return around;
  }

  /** @param {string[] | undefined} selectors */
  const firstVisible = (selectors) => (selectors ?? []).flatMap((selector) => matches(selector, undefined)).find(visible) ?? null;

  /** @param {string[] | undefined} selectors */
  const allVisible = (selectors) => (selectors ?? []).flatMap((selector) => matches(selector, undefined)).filter(visible);

  /** @param {string[] | undefined} selectors */
  function visibleText(selectors) {
    const element = firstVisible(selectors);
    return element ? page.textOf(element, { select: [] }) : "";
  }

  /** @param {string | undefined} name of a cookie that holds the account's name and nothing secret */
  function cookie(name) {
    const own = name ? document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`)) : undefined;
    return own ? page.decoded(own.slice(own.indexOf("=") + 1)) : "";
  }

  /**
   * Whether a list is scrolled more than a page away from its newest rows. This measures, and is asked only in doubt.
   * @param {Element} list
   */
  function scrolledAway(list) {
    const scrolls = (/** @type {Element} */ part) => part.scrollHeight > part.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(part).overflowY);
    /** @type {Element | null} */
    let scroller = list;
    while (scroller && !scrolls(scroller)) scroller = scroller.parentElement;
    if (!scroller) return false;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    // A list that is laid out from its end counts from there.
    const fromEnd = getComputedStyle(scroller).flexDirection === "column-reverse";
    return (fromEnd ? Math.abs(scrollTop) : scrollHeight - clientHeight - scrollTop) > clientHeight;
  }

  Object.assign(page, { visible, container, chatBoxes, firstVisible, allVisible, visibleText, cookie, scrolledAway });
})();
