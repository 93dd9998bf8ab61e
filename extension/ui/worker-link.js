// @ts-check
// Role: a page's line to the service worker: the newest view, commands with their outcomes, and a new port when one drops.
// Must not: decide anything about what it carries, or send a command twice.

import { browser } from './browser.js';
import { t } from './text.js';

/**
 * @typedef {import('./types.d.ts').View} View
 * @typedef {import('./types.d.ts').Command} Command
 * @typedef {import('./types.d.ts').Outcome} Outcome
 * @typedef {import('./types.d.ts').Settings} Settings
 * @typedef {import('./types.d.ts').PageReport} PageReport
 * @typedef {import('./types.d.ts').UiPort} UiPort
 * @typedef {import('./types.d.ts').UiUpdate} UiUpdate
 * @typedef {import('./types.d.ts').UiMessage} UiMessage
 * @typedef {import('./types.d.ts').FeedItem} FeedItem
 * @typedef {{ hear: (items: FeedItem[]) => void, clear: () => void }} Follower who wants the feed
 */

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 3_000;
/** The worker answers within 2 s (a line that is not seen yet); past this it has lost the command. */
const PATIENCE_MS = 15_000;
/** A page answers at once, or its tab sleeps. */
const CHECK_MS = 4_000;
/** The relay answers once a webhook's receiver did, which may be slow. */
const RELAY_MS = 30_000;

export class WorkerLink {
  /** @type {View | null} */
  view = null;
  /** @type {UiPort | null} */
  #port = null;
  #retryMs = FIRST_RETRY_MS;
  /** @type {Follower | null} */
  #follower = null;
  /** @type {Map<string, (outcome: Outcome) => void>} */
  #waiting = new Map();
  /** Questions that change nothing, by their id. @type {Map<string, (answer: any) => void>} */
  #asked = new Map();
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** Wants the feed on this port and every later one; asked for before the first is opened. @param {Follower} follower */
  follow(follower) {
    this.#follower = follower;
  }

  /** Opens the port; kept up from then on. */
  open() {
    try {
      const port = browser.runtime.connect({ name: 'ui' });
      port.onMessage.addListener((update) => this.#hear(update));
      port.onDisconnect.addListener(() => this.#lose(port));
      this.#port = port;
      if (this.#follower) this.#follow(this.#follower);
    } catch {
      // The extension was updated under an open page: its runtime is gone until the page is opened anew.
      this.#retry();
    }
  }

  /**
   * @param {() => void} listener called on every change
   * @returns {() => void} stops the calls
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * @param {Command} command
   * @returns {Promise<Outcome>} a refusal also where nobody knows what became of it
   */
  command(command) {
    const id = crypto.randomUUID();
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      setTimeout(() => this.#settle(id, lost('NO_ANSWER', t('noAnswer'))), PATIENCE_MS);
      if (!this.send({ type: 'command', id, command })) this.#settle(id, lost('RESTARTED', t('restarted')));
    });
  }

  /** @returns {Promise<string | null>} the text of the giveaway's proof, if there is one and the worker answers */
  proof() {
    return this.#ask({ type: 'prove' }, PATIENCE_MS);
  }

  /** @param {import('./types.d.ts').Export} what @returns {Promise<string | null>} the file's text, if the worker answers */
  export(what) {
    return this.#ask({ type: 'export', what }, PATIENCE_MS);
  }

  /** @param {string} line @returns {Promise<import('./types.d.ts').Trial | null>} what the bot would make of it */
  try(line) {
    return this.#ask({ type: 'try', line }, CHECK_MS);
  }

  /** @param {string} page @returns {Promise<PageReport | null>} what its adapter finds there, if it answers */
  check(page) {
    return this.#ask({ type: 'check', page }, CHECK_MS);
  }

  /** @param {import('./types.d.ts').Ask} ask @returns {Promise<import('./types.d.ts').Answer>} a refusal also where none comes */
  async relay(ask) {
    return (await this.#ask({ type: 'relay', ask }, RELAY_MS)) ?? { type: 'refused', message: t('noAnswer') };
  }

  /**
   * @param {object} question a message that is answered under its id
   * @param {number} patience
   * @returns {Promise<any>} nothing where no answer comes
   */
  #ask(question, patience) {
    const id = crypto.randomUUID();
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      setTimeout(() => this.#answer(id, null), patience);
      if (!this.send(/** @type {UiMessage} */ ({ ...question, id }))) this.#answer(id, null);
    });
  }

  /**
   * @param {UiMessage} message
   * @returns {boolean} whether there was a port to take it
   */
  send(message) {
    try {
      this.#port?.postMessage(message);
      return this.#port !== null;
    } catch {
      return false;
    }
  }

  /**
   * Shows settings the worker has just accepted, so that nothing flickers until the view that holds them arrives.
   * @param {Partial<Settings>} accepted
   */
  assume(accepted) {
    if (this.view) this.view = { ...this.view, settings: { ...this.view.settings, ...accepted } };
    this.#tell();
  }

  /** @param {UiUpdate} update */
  #hear(update) {
    if (update.type === 'reply') {
      this.#settle(update.id, update.outcome);
    } else if (update.type === 'proof') {
      this.#answer(update.id, update.proof);
    } else if (update.type === 'export') {
      this.#answer(update.id, update.text);
    } else if (update.type === 'trial') {
      this.#answer(update.id, update.trial);
    } else if (update.type === 'report') {
      this.#answer(update.id, update.report);
    } else if (update.type === 'relay') {
      this.#answer(update.id, update.answer);
    } else if (update.type === 'feed') {
      this.#follower?.hear(update.items);
    } else if (update.type === 'view') {
      this.#retryMs = FIRST_RETRY_MS;
      this.view = update.view;
      this.#tell();
    }
  }

  /** @param {UiPort} port */
  #lose(port) {
    if (this.#port !== port) return;
    this.#port = null;
    // Whether the worker ran them before it died is unknown, and a message sent twice is worse than one asked for again.
    for (const id of [...this.#waiting.keys()]) this.#settle(id, lost('RESTARTED', t('restarted')));
    for (const id of [...this.#asked.keys()]) this.#answer(id, null);
    this.#retry();
  }

  /** Each port begins with what is remembered. @param {Follower} follower */
  #follow(follower) {
    follower.clear();
    this.send({ type: 'follow' });
  }

  #retry() {
    setTimeout(() => this.open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  /** @param {string} id @param {Outcome} outcome */
  #settle(id, outcome) {
    this.#waiting.get(id)?.(outcome);
    this.#waiting.delete(id);
  }

  /** @param {string} id @param {unknown} answer */
  #answer(id, answer) {
    this.#asked.get(id)?.(answer);
    this.#asked.delete(id);
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}

/**
 * @param {'RESTARTED' | 'NO_ANSWER'} code
 * @param {string} message
 * @returns {Outcome}
 */
const lost = (code, message) => ({ type: 'refused', code, message });
