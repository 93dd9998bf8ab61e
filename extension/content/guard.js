// @ts-check
// Role: watches a chat box after a line of ours: a page that empties its box late, or twice, takes the seller's draft along,
// and the draft is then put back.
// Must not: put back what the seller sent or deleted, or type a line.
(() => {
  const shared = (globalThis.buzzchat ??= {});
  const { pause } = shared;

  /** As long as lines of ours may take to be seen. */
  const WATCH_MS = 6000;
  const LOOK_MS = 20;
  /** A page that empties its box more often means it. */
  const TIMES = 3;

  class Guard {
    /**
     * @param {Box} box
     * @param {Draft} draft
     * @param {any} seller
     */
    constructor(box, draft, seller) {
      this.box = box;
      this.draft = draft;
      this.seller = seller;
      this.stopped = false;
      const text = box.text();
      /** What the seller typed behind the draft; a draft that was changed since is no longer ours to bring. */
      this.beside = text.startsWith(draft.text) ? text.slice(draft.text.length) : null;
      /** @type {Promise<void>} */
      this.done = text && this.beside !== null ? this.watch(this.beside) : Promise.resolve();
    }

    /** @param {string} beside */
    async watch(beside) {
      const began = performance.now();
      const over = () => this.stopped || !this.box.element.isConnected || this.seller.actedSince(began) || performance.now() - began > WATCH_MS;
      for (let times = 0; times < TIMES && !over(); await pause(LOOK_MS)) {
        if (this.box.text() !== "") continue;
        times++;
        await this.draft.restore(false, beside);
      }
    }

    /** The next line waits for a draft that is just being put back. */
    async stop() {
      this.stopped = true;
      await this.done;
    }
  }

  shared.Guard = Guard;
})();
