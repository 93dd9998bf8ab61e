// Role: the chat column: its rows, its cap and the account owner's input box. It must never treat a name or a text as
// anything but text (no HTML, no links, no commands), and never reuse a row: an extension reads this page as it would
// read a real platform's, and relies on the structure of the rows made here.
// @ts-check

import { Follow } from './follow.js';
import { Limits, REFUSAL_TEXT } from './limits.js';

/** @typedef {import('./show.js').Kind} Kind */
/** @typedef {import('./show.js').Role} Role */
/** @typedef {import('./limits.js').Refusal} Refusal */
/** @typedef {{author: string, text: string, kind: Kind, role?: Role, own?: boolean}} Line */
/** @typedef {{id: string, text: string, at: number, acceptedAt: number}} OwnLine */
/**
 * @typedef {object} ChatParts
 * @property {HTMLElement} lines
 * @property {HTMLElement} jump
 * @property {HTMLFormElement} form
 * @property {HTMLTextAreaElement} input
 * @property {HTMLButtonElement} send
 * @property {HTMLElement} notice
 */

export const OWNER = 'BuzzShop';
const MOST_ROWS = 250;
const HUES = 8;
const SERVER_DELAY_MS = { least: 5, most: 40 };

/** Wall-clock milliseconds with a fraction, so that tests can measure how long an answer took. */
const wallClock = () => performance.timeOrigin + performance.now();

const serverDelay = () =>
  SERVER_DELAY_MS.least + Math.random() * (SERVER_DELAY_MS.most - SERVER_DELAY_MS.least);

/**
 * A viewer keeps one colour for the whole stream, and in every stream.
 * @param {string} author
 */
function hueOf(author) {
  let sum = 0;
  for (const letter of author) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return String(sum % HUES);
}

/**
 * @param {'author' | 'text'} name
 * @param {string} text
 */
function textSpan(name, text) {
  const span = document.createElement('span');
  span.className = name;
  span.dir = 'auto';
  span.textContent = text;
  return span;
}

/**
 * @param {string} id
 * @param {Line} line
 */
function rowFor(id, { author, text, kind, role, own = false }) {
  const row = document.createElement('li');
  row.className = 'line';
  row.dataset.id = id;
  row.dataset.kind = kind;
  row.dataset.hue = hueOf(author);
  row.dataset.initial = [...author][0]?.toUpperCase() ?? '';
  if (role !== undefined) row.dataset.role = role;
  row.toggleAttribute('data-own', own);
  row.append(textSpan('author', author), ' ', textSpan('text', text));
  return row;
}

export class Chat {
  #parts;
  #follow;
  #limits = new Limits();
  #lastId = 0;
  /** @type {OwnLine[]} */
  #own = [];
  #viewerLines = 0;
  #joins = 0;
  /** @type {Partial<Record<Refusal, number>>} */
  #refused = {};

  /** @param {ChatParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#follow = new Follow(parts.lines, parts.jump);
    parts.form.addEventListener('submit', (event) => this.#onSubmit(event));
    parts.input.addEventListener('keydown', (event) => this.#onKey(event));
    parts.input.addEventListener('input', () => this.#onInput());
    this.#onInput();
  }

  /**
   * Posts somebody else's line at once.
   * @param {string} author
   * @param {string} text ignored for a join, whose text is always "joined"
   * @param {{kind?: Kind, role?: Role}} [options]
   * @returns {string} the row's id
   */
  say(author, text, { kind = 'chat', role } = {}) {
    if (kind === 'join') this.#joins += 1;
    else this.#viewerLines += 1;
    return this.#show({ author, text: kind === 'join' ? 'joined' : text, kind, role }).id;
  }

  /** Every line the owner posted since the page was loaded, also those whose rows are gone. */
  own() {
    return this.#own.map((line) => ({ ...line }));
  }

  stats() {
    const { length: ownLines } = this.#own;
    return { viewerLines: this.#viewerLines, joins: this.#joins, ownLines, refused: { ...this.#refused } };
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#parts.form.requestSubmit();
  }

  #onInput() {
    this.#parts.send.disabled = this.#typed() === '';
    this.#notify(null);
  }

  /** A chat line is a single line: a line break typed into the box becomes a space. */
  #typed() {
    return this.#parts.input.value.replace(/\s*[\r\n]+\s*/g, ' ').trim();
  }

  /** @param {SubmitEvent} event */
  #onSubmit(event) {
    event.preventDefault();
    const text = this.#typed();
    if (text === '') return;
    const refusal = this.#limits.admit(text, performance.now());
    if (refusal === null) this.#accept(text);
    else this.#refuse(refusal);
  }

  /** @param {string} text */
  #accept(text) {
    const acceptedAt = wallClock();
    this.#parts.input.value = '';
    this.#onInput();
    setTimeout(() => {
      const { id, at } = this.#show({ author: OWNER, text, kind: 'chat', role: 'host', own: true });
      this.#own.push({ id, text, at, acceptedAt });
    }, serverDelay());
  }

  /** @param {Refusal} refusal */
  #refuse(refusal) {
    this.#refused[refusal] = (this.#refused[refusal] ?? 0) + 1;
    this.#notify(refusal);
  }

  /** @param {Refusal | null} refusal */
  #notify(refusal) {
    const { notice } = this.#parts;
    notice.textContent = refusal === null ? '' : REFUSAL_TEXT[refusal];
    if (refusal === null) delete notice.dataset.reason;
    else notice.dataset.reason = refusal;
  }

  /** @param {Line} line */
  #show(line) {
    this.#lastId += 1;
    const id = `l-${this.#lastId}`;
    const at = wallClock();
    const { lines } = this.#parts;
    lines.append(rowFor(id, line));
    while (lines.childElementCount > MOST_ROWS) lines.firstElementChild?.remove();
    this.#follow.rowsAdded();
    const { author, text, kind, own = false } = line;
    document.dispatchEvent(new CustomEvent('demo:line', { detail: { id, kind, author, text, own, at } }));
    return { id, at };
  }
}
