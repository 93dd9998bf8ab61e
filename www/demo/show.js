// Role: plays timed rows, each at its time. It must never skip a row, never change their order and never hold more than
// one pending wake-up, also when the browser throttles the tab: a late wake-up posts everything that is due, in order.
// @ts-check

/** @typedef {'chat' | 'join'} Kind */
/** @typedef {'host' | 'moderator'} Role */
/** @typedef {{offset: number, kind: Kind, author: string, text: string, role?: Role}} Row */
/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds, never running backwards
 * @property {(wake: () => void, ms: number) => () => void} later returns what cancels the wake-up
 */

const SLOWEST = 0.1;
const FASTEST = 100;
const LOOP_PAUSE_MS = 2000;

// The chat keeps 250 rows. A smaller slice lets whoever observes the chat see each row while it is still on the page,
// and leaves the page responsive while a long delay is made good.
const SLICE = 100;

// Browsers fire a timer of more than 2^31 ms at once, so a very distant row is approached in steps.
const LONGEST_WAIT_MS = 60_000;

/** @type {Clock} */
export const browserClock = {
  now: () => performance.now(),
  later(wake, ms) {
    if (ms > 0) {
      const timer = setTimeout(wake, ms);
      return () => clearTimeout(timer);
    }
    // A timer of 0 ms would wait up to a second in a hidden tab; a message to oneself is never throttled.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      wake();
    };
    port2.postMessage(null);
    return () => port1.close();
  },
};

/**
 * @param {string | number | null} value
 * @returns {number} a speed the player accepts; 1 when the value is not a number
 */
export function clampSpeed(value) {
  const speed = value === null || value === '' ? NaN : Number(value);
  return Number.isNaN(speed) ? 1 : Math.min(FASTEST, Math.max(SLOWEST, speed));
}

export class Player {
  #rows;
  #speed;
  #loop;
  #post;
  #onChange;
  #clock;
  #startedAt = 0;
  #done = 0;
  #playing = false;
  #cancel = () => {};

  /**
   * @param {object} options
   * @param {readonly Row[]} options.rows in the order in which they are to appear
   * @param {(row: Row) => void} options.post
   * @param {number} [options.speed] 2 plays twice as fast
   * @param {boolean} [options.loop] begins again after the last row
   * @param {() => void} [options.onChange] called after each step and when playing starts or ends
   * @param {Clock} [options.clock]
   */
  constructor({ rows, post, speed = 1, loop = false, onChange = () => {}, clock = browserClock }) {
    this.#rows = rows;
    this.#post = post;
    this.#speed = clampSpeed(speed);
    this.#loop = loop;
    this.#onChange = onChange;
    this.#clock = clock;
  }

  get playing() {
    return this.#playing;
  }

  /** Rows posted in this round. */
  get done() {
    return this.#done;
  }

  get total() {
    return this.#rows.length;
  }

  get finished() {
    return !this.#playing && this.#done === this.#rows.length;
  }

  /** Plays from the first row, also when it was playing already. */
  start() {
    this.#cancel();
    this.#playing = true;
    this.#done = 0;
    this.#startedAt = this.#clock.now();
    this.#wake();
  }

  stop() {
    if (!this.#playing) return;
    this.#playing = false;
    this.#cancel();
    this.#onChange();
  }

  #wake() {
    const sliceEnd = this.#done + SLICE;
    while (this.#playing && this.#done < sliceEnd && this.#wait() <= 0) {
      const row = this.#rows[this.#done];
      this.#done += 1;
      this.#post(row);
    }
    if (!this.#playing) return;
    if (this.#done === this.#rows.length) this.#endRound();
    if (this.#playing) this.#arm();
    this.#onChange();
  }

  /** Milliseconds until the next row is due; endless when there is none. */
  #wait() {
    if (this.#done >= this.#rows.length) return Infinity;
    return this.#startedAt + this.#rows[this.#done].offset / this.#speed - this.#clock.now();
  }

  /** The next round counts from now: after a night asleep a page owes the rest of one round, not a night of chat. */
  #endRound() {
    this.#playing = this.#loop && this.#rows.length > 0;
    if (!this.#playing) return;
    this.#done = 0;
    this.#startedAt = this.#clock.now() + LOOP_PAUSE_MS / this.#speed;
  }

  #arm() {
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(0, Math.ceil(this.#wait())));
    this.#cancel = this.#clock.later(() => this.#wake(), wait);
  }
}
