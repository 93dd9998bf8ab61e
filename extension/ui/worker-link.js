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
 */

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 3_000;
/** The worker answers within 2 s (a line that is not seen yet); past this it has lost the command. */
const PATIENCE_MS = 15_000;
/** A page answers at once, or its tab sleeps. */
const CHECK_MS = 4_000;

export class WorkerLink {
  /** @type {View | null} */
  view = null;
  /** @type {UiPort | null} */
  #port = null;
  #retryMs = FIRST_RETRY_MS;
  /** @type {Map<string, (outcome: Outcome) => void>} */
  #waiting = new Map();
  /** @type {Map<string, (proof: string | null) => void>} */
  #proving = new Map();
  /** @type {Map<string, (report: PageReport | null) => void>} */
  #checking = new Map();
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** Opens the port; kept up from then on. */
  open() {
    try {
      const port = browser.runtime.connect({ name: 'ui' });
      port.onMessage.addListener((update) => this.#hear(update));
      port.onDisconnect.addListener(() => this.#lose(port));
      this.#port = port;
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
    const id = crypto.randomUUID();
    return new Promise((resolve) => {
      this.#proving.set(id, resolve);
      setTimeout(() => this.#prove(id, null), PATIENCE_MS);
      if (!this.send({ type: 'prove', id })) this.#prove(id, null);
    });
  }

  /** @param {string} page @returns {Promise<PageReport | null>} what its adapter finds there, if it answers */
  check(page) {
    const id = crypto.randomUUID();
    return new Promise((resolve) => {
      this.#checking.set(id, resolve);
      setTimeout(() => this.#checked(id, null), CHECK_MS);
      if (!this.send({ type: 'check', id, page })) this.#checked(id, null);
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
      this.#prove(update.id, update.proof);
    } else if (update.type === 'report') {
      this.#checked(update.id, update.report);
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
    for (const id of [...this.#proving.keys()]) this.#prove(id, null);
    for (const id of [...this.#checking.keys()]) this.#checked(id, null);
    this.#retry();
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

  /** @param {string} id @param {string | null} proof */
  #prove(id, proof) {
    this.#proving.get(id)?.(proof);
    this.#proving.delete(id);
  }

  /** @param {string} id @param {PageReport | null} report */
  #checked(id, report) {
    this.#checking.get(id)?.(report);
    this.#checking.delete(id);
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
