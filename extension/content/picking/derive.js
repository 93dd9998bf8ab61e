// @ts-check
// Role: derives an adapter's selectors from a few elements the seller pointed at: a name, its line's text, the chat box.
// Must not: change the page, listen to anything, or keep what the chat says.
(() => {
  const shared = (globalThis.buzzchat ??= {});

  /** Attributes by which sites name parts for their own tests and for screen readers, the steadiest first. */
  const NAMING = ["data-testid", "data-e2e", "data-a-target", "data-test-selector", "data-role", "name", "role"];
  /** Names made by a build change with the next build of the site. */
  const MADE_UP = /\d{2,}|^css-|^sc-|__|[A-Z][a-z]+[A-Z]\w*\d|^_|:/;
  const ROWS_WANTED = 2;
  const PATH_STEPS = 12;

  /** @param {string} name */
  const steady = (name) => name !== "" && name.length <= 60 && !MADE_UP.test(name);

  /** @param {string} attribute @param {string} value */
  const withAttribute = (attribute, value) => `[${attribute}="${CSS.escape(value)}"]`;

  /**
   * What names this element alone, the steadiest first; a tag name, if nothing else does, last.
   * @param {Element} element
   */
  function names(element) {
    const found = NAMING.flatMap((attribute) => {
      const value = element.getAttribute(attribute) ?? "";
      return steady(value) ? [element.localName + withAttribute(attribute, value)] : [];
    });
    const classes = [...element.classList].filter(steady).slice(0, 4).map((name) => `${element.localName}.${CSS.escape(name)}`);
    const id = steady(element.id) ? [`#${CSS.escape(element.id)}`] : [];
    return [...id, ...found, ...classes, element.localName];
  }

  /**
   * A selector that from `scope` finds this element first: a name of its own, else the path of tags.
   * @param {Element} element
   * @param {Element} scope
   */
  function within(element, scope) {
    const named = names(element).find((name) => scope.querySelector(name) === element);
    return named ?? `:scope ${path(element, scope)}`;
  }

  /** @param {Element} element @param {Element} scope */
  function path(element, scope) {
    const steps = [];
    for (let at = element; at !== scope && at.parentElement; at = at.parentElement) {
      steps.unshift(`> ${at.localName}:nth-child(${[...at.parentElement.children].indexOf(at) + 1})`);
    }
    return steps.join(" ");
  }

  /**
   * A selector that finds this element, and nothing else, in the whole document.
   * @param {Element} element
   */
  function alone(element) {
    let tail = "";
    for (let at = element, steps = 0; at.parentElement && steps < PATH_STEPS; at = at.parentElement, steps++) {
      const below = tail;
      const hit = names(at).map((name) => name + below).find((selector) => only(selector, element));
      if (hit) return hit;
      tail = ` > ${at.localName}:nth-child(${[...at.parentElement.children].indexOf(at) + 1})${tail}`;
    }
    return null;
  }

  /** @param {string} selector @param {Element} element */
  function only(selector, element) {
    const all = document.querySelectorAll(selector);
    return all.length === 1 && all[0] === element;
  }

  /** @param {Element} a @param {Element} b */
  function commonAncestor(a, b) {
    let at = /** @type {Element | null} */ (a);
    while (at && !at.contains(b)) at = at.parentElement;
    return at;
  }

  /**
   * The row is the innermost element around name and text whose neighbours look like it.
   * @param {Element} name
   * @param {Element} text
   */
  function rowAround(name, text) {
    for (let at = commonAncestor(name, text); at?.parentElement; at = at.parentElement) {
      const row = at;
      const alike = [...at.parentElement.children].filter((other) => other.localName === row.localName && holdsParts(other, row, name, text));
      if (alike.length >= ROWS_WANTED) return row;
    }
    return null;
  }

  /** @param {Element} other @param {Element} row @param {Element} name @param {Element} text */
  function holdsParts(other, row, name, text) {
    return [name, text].every((part) => part === row || other.querySelector(within(part, row)) !== null);
  }

  /**
   * @param {Element} row
   * @param {Element} list
   * @param {string} container
   */
  function itemSelector(row, list, container) {
    const rows = [...list.children].filter((child) => child.localName === row.localName);
    const shared = names(row).find((name) => !name.startsWith("#") && rows.filter((other) => other.matches(name)).length * 2 > rows.length);
    return `${container} > ${shared ?? row.localName}`;
  }

  /**
   * @param {Element} name a viewer's name in some line
   * @param {Element} text what that viewer wrote
   * @returns {{ container: string, item: string, author: string, text: string } | null} null where no list of lines is around them
   */
  function reading(name, text) {
    const row = rowAround(name, text);
    const list = row?.parentElement;
    const container = list ? alone(list) : null;
    if (!row || !list || !container || name === text) return null;
    return { container, item: itemSelector(row, list, container), author: within(name, row), text: within(text, row) };
  }

  shared.derive = { reading, alone };
})();
