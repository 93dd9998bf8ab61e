// @ts-check
// Role: keeps half-typed text over the closing of a popup, through the core's `Drafts`.
// Must not: hold a page up: until the core is loaded, or where it cannot be, drafts live in memory.

/** @typedef {import('./types.d.ts').DraftStore} DraftStore */

export class Drafts {
  /** @type {DraftStore | null} */
  #store = null;
  /** @type {Map<string, string>} texts of this page, which win over stored ones */
  #texts = new Map();
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** Loads the core; until then everything works, from memory. */
  async open() {
    try {
      const { openCore } = await import('./core.js');
      this.#store = new (await openCore()).Drafts();
    } catch (error) {
      console.warn('Drafts last only as long as this page:', error);
      return;
    }
    for (const [name, text] of this.#texts) this.#keep(name, text);
    for (const listener of this.#listeners) listener();
  }

  /**
   * @param {() => void} listener called once stored drafts can be read
   * @returns {() => void} stops the calls
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @param {string} name @returns {string} empty if there is none */
  read(name) {
    return this.#texts.get(name) ?? this.#attempt((store) => store.read(name)) ?? '';
  }

  /** @param {string} name @param {string} text empty to forget it */
  write(name, text) {
    this.#texts.set(name, text);
    this.#keep(name, text);
  }

  /** @param {string} name @param {string} text */
  #keep(name, text) {
    this.#attempt((store) => (text === '' ? store.clear(name) : store.write(name, text)));
  }

  /**
   * Storage may be full or forbidden; a page goes on without it.
   * @template T
   * @param {(store: DraftStore) => T} use
   */
  #attempt(use) {
    try {
      return this.#store ? use(this.#store) : undefined;
    } catch (error) {
      console.warn('A draft could not be kept:', error);
      return undefined;
    }
  }
}
