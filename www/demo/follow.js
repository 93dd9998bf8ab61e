// Role: keeps a scrolling list at its newest row while the reader is there, and offers a way back when the reader has
// scrolled up. It must never move a list that the reader moved, and never measure layout more than once a frame.
// @ts-check

const NEAR_PX = 32;

export class Follow {
  #list;
  #jump;
  #frame = 0;
  /** Where the list stood when it was last brought to its end. */
  #restedAt = 0;

  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} jump a button, shown while the newest row is out of sight
   */
  constructor(list, jump) {
    this.#list = list;
    this.#jump = jump;
    jump.addEventListener('click', () => this.#toEnd());
    list.addEventListener('scroll', () => this.#setAway(!this.#readerIsAtEnd()), { passive: true });
    new ResizeObserver(() => this.rowsAdded()).observe(list);
  }

  /** To be called after rows were added; a burst of rows costs one measurement. */
  rowsAdded() {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#readerIsAtEnd()) this.#toEnd();
      else this.#setAway(true);
    });
  }

  /** New rows lengthen the list before it is scrolled, so the reader has left only if it stands above its last rest. */
  #readerIsAtEnd() {
    return this.#list.scrollTop >= this.#restedAt - NEAR_PX || this.#distance() <= NEAR_PX;
  }

  #distance() {
    return this.#list.scrollHeight - this.#list.clientHeight - this.#list.scrollTop;
  }

  #toEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#restedAt = this.#list.scrollTop;
    this.#setAway(false);
  }

  /**
   * The style sheet lets the browser anchor the list only while the reader is away: at the end, anchoring would move
   * the list each time the oldest rows go, which looks exactly like a reader who scrolls up.
   * @param {boolean} away
   */
  #setAway(away) {
    this.#jump.hidden = !away;
    this.#list.toggleAttribute('data-away', away);
  }
}
