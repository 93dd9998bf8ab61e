// @ts-check
// Role: counts what each fact of the adapter finds on this page, to be pasted into a bug report.
// Must not: carry a text, or the value of an attribute: chat and names stay on the page.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  const SHAPES = 3;
  const ATTRIBUTES = 12;
  const NAME_LENGTH = 40;

  /** @param {Element} element its tag and the names of its attributes */
  function shape(element) {
    const names = element.getAttributeNames().slice(0, ATTRIBUTES).map((name) => name.slice(0, NAME_LENGTH));
    return `${element.localName.slice(0, NAME_LENGTH)}[${names.join(" ")}]`;
  }

  /**
   * @param {string} fact
   * @param {string} selector
   * @param {Element[]} found
   */
  function counted(fact, selector, found) {
    return { fact: `${fact}: ${selector}`, hits: found.length, shapes: [...new Set(found.map(shape))].slice(0, SHAPES) };
  }

  /** The origin and the path; what the adapter does not name, a channel or a user, is left out. @param {Adapter} adapter */
  function place(adapter) {
    const named = (/** @type {string} */ part) => part !== "" && adapter.route.path.includes(part);
    return location.origin + location.pathname.split("/").map((part) => (part === "" || named(part) ? part : "*")).join("/");
  }

  /**
   * @param {Plan} plan
   * @param {boolean} live whether the address is a live chat to the adapter
   */
  function report({ adapter }, live) {
    const everywhere = (/** @type {string} */ selector) => [...document.querySelectorAll(selector)];
    const rows = everywhere(adapter.item.select.join(","));
    const inRows = (/** @type {string} */ selector) => rows.flatMap((row) => [...row.querySelectorAll(selector)]);
    /** @type {[string, string[] | undefined, (selector: string) => Element[]][]} */
    const facts = [
      ["container.within", adapter.container.within, everywhere],
      ["container", adapter.container.select, everywhere],
      ["item", adapter.item.select, everywhere],
      ["author", adapter.author.select, inRows],
      ["author.or", adapter.author.or?.select, inRows],
      ["text", adapter.text.select, inRows],
      ["input", adapter.input?.select, everywhere],
      ["input.login", adapter.input?.login, everywhere],
      ["input.blocked", adapter.input?.blocked, everywhere],
      ["input.disabled", adapter.input?.disabled, everywhere],
      ["submit.button", adapter.submit?.button, everywhere],
      ["self", adapter.self?.select, everywhere],
    ];
    const found = facts.flatMap(([fact, selectors, look]) => (selectors ?? []).map((selector) => counted(fact, selector, look(selector))));
    return { site: adapter.id, revision: adapter.revision, place: place(adapter), live, facts: found };
  }

  shared.report = report;
})();
