// @ts-check
// Role: saves what is edited, shortly after the last keystroke, one patch at a time, and knows how that stands.
// Must not: draw, or send again by itself what the worker may already have done.

import { Edits } from './edits.js';
import { worded } from './words.js';

/**
 * @typedef {import('./worker-link.js').WorkerLink} WorkerLink
 * @typedef {import('./types.d.ts').Settings} Settings
 * @typedef {import('./types.d.ts').FieldName} FieldName
 * @typedef {import('./types.d.ts').ListName} ListName
 * @typedef {import('./types.d.ts').Item} Item
 * @typedef {import('./types.d.ts').Outcome} Outcome
 * @typedef {import('./edits.js').Change} Change
 * @typedef {import('./edits.js').Edit} Edit
 * @typedef {import('./edits.js').Batch} Batch
 * @typedef {import('./edits.js').Problem} Problem
 * @typedef {'idle' | 'editing' | 'saving' | 'saved' | 'faulty' | 'lost'} SaveState
 */

const DEBOUNCE_MS = 500;

export class Autosave {
  /** @type {SaveState} */
  state = 'idle';
  /** What went wrong with the last patch, empty if nothing did. */
  message = '';
  #link;
  #edits = new Edits();
  /** @type {ReturnType<typeof setTimeout> | null} set while typing has left something behind */
  #timer = null;
  /** @type {Promise<void> | null} the patch on its way */
  #sending = null;
  /** @type {Map<Edit, (problem: Problem | null) => void>} */
  #awaited = new Map();
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /** @param {WorkerLink} link */
  constructor(link) {
    this.#link = link;
  }

  /** @param {() => void} listener @returns {() => void} stops the calls */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The settings as the person wants them: the worker's, with unsaved edits over them. @param {Settings} held */
  wanted(held) {
    return this.#edits.over(held);
  }

  /** @param {FieldName | ListName} name @param {string} [id] @returns {Problem | null} */
  problem(name, id) {
    return this.#edits.problem(name, id);
  }

  /** Saves once typing pauses. @param {Change} change */
  type(change) {
    this.#edits.put(change);
    this.#stopTimer();
    this.#timer = setTimeout(() => this.flush(), DEBOUNCE_MS);
    this.#tell('editing');
  }

  /**
   * Saves at once: a switch, an item added, moved or removed.
   * @param {Change} change
   * @returns {Promise<Problem | null>} what is wrong with it, nothing once it is saved
   */
  act(change) {
    return this.actAll([change]);
  }

  /**
   * The same for changes that go together.
   * @param {Change[]} changes
   * @returns {Promise<Problem | null>}
   */
  actAll(changes) {
    const edits = changes.map((change) => this.#edits.put(change));
    return new Promise((resolve) => {
      for (const edit of edits) this.#awaited.set(edit, resolve);
      this.flush();
    });
  }

  /** Sends what waits, once the patch before it is answered. */
  flush() {
    this.#stopTimer();
    const batch = this.#sending ? null : this.#batch();
    if (batch) this.#sending = this.#send(batch);
  }

  /** Other settings are about to be shown: saves what can be saved, and forgets what was refused. */
  async finish() {
    this.flush();
    while (this.#sending) await this.#sending;
    this.#edits = new Edits();
    this.#tell('idle');
  }

  /** The page is about to go: sends what typing has left behind without waiting for an answer to the patch before. */
  leave() {
    const batch = this.#timer === null ? null : this.#batch();
    if (batch) void this.#link.command({ type: 'change_settings', patch: batch.patch });
  }

  /** Whether edits are left that could be sent now. */
  get unsaved() {
    return this.#batch() !== null;
  }

  #stopTimer() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #batch() {
    return this.#link.view && this.#edits.batch(this.#link.view.settings);
  }

  /** Sends what typing has left behind, as when a field loses the focus. */
  flushTyped() {
    if (this.#timer !== null) this.flush();
  }

  /** @param {Batch} batch */
  async #send(batch) {
    this.#tell('saving');
    const outcome = await this.#link.command({ type: 'change_settings', patch: batch.patch });
    this.#sending = null;
    this.#settle(batch, outcome);
    // What was typed meanwhile has its own timer; what cannot wait, and what a refusal held up, goes now.
    if (this.#timer === null && this.state !== 'lost') this.flush();
  }

  /** @param {Batch} batch @param {Outcome} outcome */
  #settle(batch, outcome) {
    if (outcome.type !== 'refused') {
      this.#edits.accept(batch);
      this.#answer(batch.edits, null);
      this.#link.assume(batch.patch);
      this.#tell(this.#stateAfterSaving());
    } else if (outcome.code === 'VALIDATION_ERROR') {
      const { blamed, problem } = this.#edits.refuse(batch, outcome);
      this.#answer(blamed, problem);
      // A form that adds an item shows its own problem; what was dropped without a field of its own is said at the foot.
      const shown = blamed.every((edit) => edit.change.kind === 'add') ? 'idle' : 'lost';
      this.#tell(this.#edits.faulty ? 'faulty' : shown, problem.message);
    } else {
      this.#edits.giveUp(batch);
      const message = worded(outcome.message);
      this.#answer(batch.edits, { part: '', message });
      this.#tell('lost', message);
    }
  }

  /** @returns {SaveState} */
  #stateAfterSaving() {
    if (this.#edits.faulty) return 'faulty';
    return this.#timer === null ? 'saved' : 'editing';
  }

  /** @param {Edit[]} edits @param {Problem | null} problem */
  #answer(edits, problem) {
    for (const edit of edits) {
      this.#awaited.get(edit)?.(problem);
      this.#awaited.delete(edit);
    }
  }

  /** @param {SaveState} state @param {string} [message] */
  #tell(state, message = '') {
    this.state = state;
    this.message = message;
    for (const listener of this.#listeners) listener();
  }
}
