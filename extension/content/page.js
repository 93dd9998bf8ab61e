// @ts-check
// Role: reads the rows of a chat through an adapter: which elements are rows, and a row's author, text, roles and kind.
// Must not: change the page, know a site by name, talk to the worker, or read layout while a row is read.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { decoded, folded, accountName, pattern, tidy } = shared.page;

  /** @param {string[] | undefined} list */
  const joined = (list) => (list ?? []).join(",");

  /**
   * @param {Adapter} told
   * @returns {Plan}
   */
  function plan(told) {
    const { adapter, ...faults } = shared.withoutFaults(told);
    const isAside = (/** @type {AdapterEvent} */ { scope }) => scope === "page" || scope === "list";
    const itemEvents = (adapter.events ?? []).filter((/** @type {AdapterEvent} */ rule) => !isAside(rule));
    return {
      adapter,
      faults,
      item: joined(adapter.item.select),
      ignore: joined(adapter.item.ignore),
      deleted: joined(adapter.item.deleted),
      deletedTexts: (adapter.item.deletedText ?? []).map(folded),
      quote: joined(adapter.item.quote),
      ownRow: joined(adapter.self?.ownRow),
      ownName: "",
      marks: joined([adapter.roles ?? [], itemEvents].flat().flatMap((rule) => rule.select ?? []).concat(adapter.item.deleted ?? [], adapter.self?.ownRow ?? [])),
      roles: (adapter.roles ?? []).map((/** @type {NonNullable<Adapter["roles"]>[0]} */ rule) => ({
        role: rule.role,
        select: joined(rule.select),
        attr: rule.attr ?? "",
        is: rule.is ? pattern(rule.is, "iu") : null,
      })),
      events: (adapter.events ?? []).map((/** @type {AdapterEvent} */ rule) => ({
        kind: rule.kind,
        aside: isAside(rule),
        inList: rule.scope === "list",
        select: joined(rule.select),
        strip: rule.strip ?? [],
        texts: Object.values(rule.textIs ?? {}).map((source) => pattern(source, "iu")),
      })),
    };
  }

  /**
   * @param {Node} node
   * @param {{ strip: string, alt: boolean, after: Element | null }} rule
   * @param {string[]} parts
   */
  function collect(node, rule, parts) {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === Node.TEXT_NODE) parts.push(child.nodeValue ?? "");
      if (!(child instanceof Element)) continue;
      if (child === rule.after) {
        // What stands before and inside the author element is not the text.
        parts.length = 0;
      } else if (child.localName === "img") {
        if (rule.alt) parts.push(child.getAttribute("alt") ?? "");
      } else if (child.localName === "br") {
        parts.push(" ");
      } else if (!rule.strip || !child.matches(rule.strip)) {
        collect(child, rule, parts);
      }
    }
  }

  /**
   * @param {Element} element
   * @param {AdapterField} field
   * @param {Element | null} [after]
   */
  function textOf(element, field, after = null) {
    // Most rows hold plain text: the browser's own concatenation is then the fastest way.
    if (!element.firstElementChild) return tidy((element.localName === "img" ? element.getAttribute("alt") : element.textContent) ?? "");
    /** @type {string[]} */
    const parts = [];
    collect(element, { strip: joined(field.strip), alt: field.imageText !== "none", after }, parts);
    return tidy(parts.join(""));
  }

  /**
   * @param {Element} element
   * @param {AdapterField} field
   */
  function valueOf(element, field) {
    let value;
    if (field.from === "href") value = element.getAttribute("href") ?? "";
    else if (field.from === "attr") value = element.getAttribute(field.attr ?? "") ?? "";
    else value = textOf(element, field);
    if (field.capture) value = pattern(field.capture, "u").exec(value)?.[1] ?? "";
    return tidy(field.from === "href" ? decoded(value) : value);
  }

  /**
   * What the selector hits first outside of another line that the row quotes.
   * @param {Element} row
   * @param {string} selector
   * @param {Plan} plan
   */
  function first(row, selector, { quote }) {
    const element = row.querySelector(selector);
    if (!quote || !element?.closest(quote)) return element;
    return [...row.querySelectorAll(selector)].find((other) => !other.closest(quote)) ?? null;
  }

  /**
   * @param {Element} row
   * @param {Plan} plan
   * @returns {{ name: string, element: Element | null }}
   */
  function readAuthor(row, plan) {
    const { author: field, login } = plan.adapter;
    for (let part = /** @type {AdapterField | undefined} */ (field); part; part = part.or) {
      for (const selector of part.select) {
        const element = first(row, selector, plan);
        const name = element ? valueOf(element, part) : "";
        if (name) return { name: login ? callable(row, name, login) : name, element };
      }
    }
    const strong = field.fallback === "firstStrong" ? row.querySelector("strong") : null;
    return { name: strong ? textOf(strong, field) : "", element: strong };
  }

  /**
   * A name that is more than the login in another case is a translation, and an answer to it would reach nobody.
   * @param {Element} row
   * @param {string} name
   * @param {AdapterField} field
   */
  function callable(row, name, field) {
    const element = row.querySelector(joined(field.select));
    const login = element ? valueOf(element, field) : "";
    return login && folded(login) !== folded(name) ? login : name;
  }

  /**
   * Where author and text look alike, a selector may hit the author's name first; the name is never taken for the text
   * as long as another candidate exists.
   * @param {Element} row
   * @param {Plan} plan
   * @param {{ name: string, element: Element | null }} author
   */
  function readText(row, plan, author) {
    const field = plan.adapter.text;
    let doubtful = "";
    for (const selector of field.select) {
      const element = first(row, selector, plan);
      if (!element) continue;
      const text = valueOf(element, field);
      if (element !== author.element && text !== author.name) return text;
      const last = [...row.querySelectorAll(selector)].at(-1);
      if (last && last !== element) return valueOf(last, field);
      if (element !== author.element) doubtful = text;
    }
    return fallbackText(row, field, author) || doubtful;
  }

  /**
   * @param {Element} row
   * @param {AdapterField} field
   * @param {{ name: string, element: Element | null }} author
   */
  function fallbackText(row, field, author) {
    if (field.fallback === "lastLeaf") {
      const leaves = [...row.querySelectorAll("*")].filter((element) => !element.firstElementChild && textOf(element, field));
      return leaves.length ? textOf(leaves[leaves.length - 1], field) : "";
    }
    if (field.fallback !== "afterAuthor" || !author.element) return "";
    const rest = textOf(row, field, author.element);
    // An avatar link names the author without showing the name, which then stands at the head of the rest.
    const shown = textOf(author.element, { select: [], imageText: "none" });
    return shown !== author.name && rest.startsWith(author.name) ? tidy(rest.slice(author.name.length)) : rest;
  }

  /**
   * @param {Element} row
   * @param {string} selector
   */
  const hit = (row, selector) => (row.matches(selector) ? row : row.querySelector(selector));

  /**
   * @param {Element} row
   * @param {string} selector
   */
  const hits = (row, selector) => [...(row.matches(selector) ? [row] : []), ...row.querySelectorAll(selector)];

  /**
   * @param {Element} row
   * @param {Plan} plan
   */
  function rolesOf(row, plan) {
    const roles = [];
    for (const rule of plan.roles) {
      const fits = (/** @type {Element} */ element) => !rule.is || rule.is.test(element.getAttribute(rule.attr) ?? "");
      if (hits(row, rule.select).some(fits)) roles.push(rule.role);
    }
    return roles;
  }

  /**
   * @param {Element} row
   * @param {Plan} plan
   * @param {string} text
   * @param {boolean} marked
   */
  function kindOf(row, plan, text, marked) {
    for (const rule of plan.events) {
      if (rule.aside || (rule.select && !(marked && hit(row, rule.select)))) continue;
      if (!rule.texts.length || rule.texts.some((wanted) => wanted.test(text))) return rule.kind;
    }
    return "chat";
  }

  /**
   * @param {Element} row
   * @param {Plan} plan
   */
  const ignored = (row, plan) => plan.ignore !== "" && row.matches(plan.ignore);

  /**
   * @param {Element} row
   * @param {Plan} plan
   */
  const isRow = (row, plan) => row.matches(plan.item) && !ignored(row, plan);

  /**
   * A removed line keeps its place among the others, which are told apart by their order.
   * @param {Element} row
   * @param {Plan} plan
   * @param {string} text
   * @param {boolean} marked
   */
  function isGone(row, plan, text, marked) {
    if (marked && plan.deleted && hit(row, plan.deleted)) return true;
    const end = plan.deletedTexts.length ? folded(text) : "";
    return end !== "" && plan.deletedTexts.some((told) => end.endsWith(told));
  }

  /**
   * @param {Element} row
   * @param {Plan} plan
   * @returns {ChatLine}
   */
  function readRow(row, plan) {
    const author = readAuthor(row, plan);
    const text = readText(row, plan, author);
    // Most rows carry no mark at all, which one look at the row tells.
    const marked = plan.marks !== "" && hit(row, plan.marks) !== null;
    const ownMark = marked && plan.ownRow !== "" && hit(row, plan.ownRow) !== null;
    const own = ownMark || (plan.ownName !== "" && accountName(author.name) === plan.ownName);
    const roles = marked ? rolesOf(row, plan) : [];
    return { author: author.name, text, roles, kind: isGone(row, plan, text, marked) ? "gone" : kindOf(row, plan, text, marked), own, say: null };
  }

  /**
   * @param {Element} container
   * @param {Plan} plan
   */
  function rowsIn(container, plan) {
    /** @type {Element | undefined} */
    let outer;
    // A row within a row, as the message of a notice, is a part of it.
    const whole = [...container.querySelectorAll(plan.item)].filter((row) => !outer?.contains(row) && (outer = row));
    return whole.filter((row) => !ignored(row, plan));
  }

  Object.assign(shared.page, { plan, textOf, isRow, readRow, rowsIn });
})();
