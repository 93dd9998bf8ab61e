// @ts-check
// Role: reads the events some sites show at one place that always tells the latest, as a sale or the viewer who just came.
// Must not: read the rows of the chat, change the page, or know a site by name.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { page } = shared;

  class Asides {
    /**
     * @param {Plan} plan
     * @param {(line: ChatLine) => void} tell
     * @param {[string, string][]} [texts] what an older copy read there
     */
    constructor(plan, tell, texts) {
      this.plan = plan;
      this.tell = tell;
      this.rules = plan.events.filter((rule) => rule.aside);
      /** @type {Map<string, string>} what a place last said */
      this.texts = new Map(texts);
    }

    /** @param {boolean} ready before that, what is there belongs to the back-log */
    read(ready) {
      for (const rule of this.rules) this.readPlace(rule, page.firstVisible([rule.select]), ready);
    }

    /**
     * A place inside the list changes too often for the watchdog.
     * @param {Element | null} list
     */
    readInside(list) {
      for (const rule of this.rules) {
        const place = rule.inList ? list?.querySelector(rule.select) : null;
        if (place) this.readPlace(rule, place, true);
      }
    }

    /**
     * Each new text that fits is one line.
     * @param {Plan["events"][number]} rule
     * @param {Element | null} place
     * @param {boolean} ready
     */
    readPlace(rule, place, ready) {
      const text = place ? page.textOf(place, { select: [], strip: rule.strip }) : "";
      if (text === this.texts.get(rule.select)) return;
      this.texts.set(rule.select, text);
      if (!ready || !text || (rule.texts.length && !rule.texts.some((wanted) => wanted.test(text)))) return;
      this.tell({ ...page.readRow(place, this.plan), text, roles: [], kind: rule.kind });
    }
  }

  shared.Asides = Asides;
})();
