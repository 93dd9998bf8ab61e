// @ts-check
// Role: tells which quick reply a key asks for, and that a key the seller types into some field asks for none.
// Must not: act, or take a key the page made up for one the seller pressed.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  const WRITING = ["textbox", "searchbox", "combobox", "spinbutton", "application"];

  /** The tree inside an element, also one that the page keeps closed: a field in there is a field. @param {any} element @returns {ShadowRoot | null} */
  const inside = (element) => element.openOrClosedShadowRoot ?? (element instanceof HTMLElement ? (chrome.dom?.openOrClosedShadowRoot(element) ?? element.shadowRoot) : null);

  /** The element that the next key goes to. */
  function focused() {
    /** @type {Element | null} */
    let element = document.activeElement;
    for (let next = element; next; next = inside(element)?.activeElement ?? null) element = next;
    return element;
  }

  /** The chat box while our typing has the focus there, which the seller left on the page. @type {Element | null} */
  let lent = null;

  /**
   * Our typing is about to take the focus. The seller does not see that, so the next number is still meant for the bar, until
   * the seller uses the box.
   * @param {Element} box
   */
  function lend(box) {
    if (box.contains(focused()) || inField()) return;
    lent = box;
    const taken = new AbortController();
    const end = (/** @type {Event} */ event) => {
      if (!event.isTrusted) return;
      if (lent === box) lent = null;
      taken.abort();
    };
    for (const name of ["focusout", "pointerdown", "keydown"]) box.addEventListener(name, end, { capture: true, signal: taken.signal });
  }

  function inField() {
    const element = focused();
    if (lent?.contains(element)) return false;
    if (!element || document.designMode === "on") return !!element;
    const { isContentEditable, editContext } = /** @type {HTMLElement & { editContext?: unknown }} */ (element);
    return element.matches("input,textarea,select,iframe,frame,embed,object") || isContentEditable || !!editContext || WRITING.includes(element.getAttribute("role") ?? "");
  }

  /** The row of keys above the letters counts by its place, because some layouts have other signs on it; the number pad by what it
   * says, because it may be arrows. @param {KeyboardEvent} event */
  function digit({ code, key }) {
    const [, row] = /^Digit([1-9])$/.exec(code) ?? [];
    return Number(row ?? (/^Numpad[1-9]$/.test(code) && /^[1-9]$/.test(key) ? key : 0));
  }

  /**
   * Which quick reply is asked for, from 1; 0 for none.
   * @param {KeyboardEvent} event
   */
  function wanted(event) {
    if (!event.isTrusted || event.repeat || event.isComposing || event.keyCode === 229) return 0;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.getModifierState("AltGraph")) return 0;
    return digit(event) && !inField() ? digit(event) : 0;
  }

  Object.assign((shared.quick ??= {}), { wanted, lend });
})();
