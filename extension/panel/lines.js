// @ts-check
// Role: the newest lines of the feed, handed on once a frame; they stand still while the seller looks at one of them.
// Must not: draw, or hold more than a panel can show.

/** @typedef {import('../ui/types.d.ts').FeedItem} FeedItem */

const MOST = 200;

export class Lines {
  /** What is to be seen, the oldest first; replaced, never changed in place. @type {FeedItem[]} */
  shown = [];
  /** What the bot could not or did not send, the oldest first. @type {FeedItem[]} */
  unsent = [];
  /** @type {FeedItem[]} */
  #newest = [];
  /** Why the lines stand still. @type {Set<string>} */
  #holds = new Set();
  #asked = false;
  #nextFrame;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {(draw: () => void) => unknown} nextFrame */
  constructor(nextFrame) {
    this.#nextFrame = nextFrame;
  }

  /** @param {() => void} listener @returns {() => void} stops the calls */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @param {FeedItem[]} items the oldest first */
  hear(items) {
    this.#newest = [...this.#newest, ...items].slice(-MOST);
    const unsent = items.filter(({ type }) => type === 'skipped' || type === 'unconfirmed');
    if (unsent.length > 0) this.unsent = [...this.unsent, ...unsent].slice(-MOST);
    this.#soon();
  }

  /** A worker that was started anew counts from one again. */
  clear() {
    this.#newest = [];
    this.unsent = [];
    this.#holds.clear();
    this.#soon();
  }

  /** How many came since the lines stand still, as far as they are kept. */
  get fresh() {
    const last = this.shown.at(-1)?.n ?? 0;
    return this.#holds.size === 0 ? 0 : this.#newest.filter(({ n }) => n > last).length;
  }

  /** @param {string} why @param {boolean} [held] */
  hold(why, held = true) {
    if (this.#holds.has(why) === held) return;
    if (held) this.#holds.add(why);
    else this.#holds.delete(why);
    this.#soon();
  }

  /** Back to the newest. */
  release() {
    this.#holds.clear();
    this.#soon();
  }

  #soon() {
    if (this.#asked) return;
    this.#asked = true;
    this.#nextFrame(() => {
      this.#asked = false;
      if (this.#holds.size === 0) this.shown = this.#newest;
      for (const listener of this.#listeners) listener();
    });
  }
}
