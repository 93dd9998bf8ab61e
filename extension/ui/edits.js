// @ts-check
// Role: what a person has changed in the settings and the worker has not yet accepted, laid over the newest settings.
// Must not: know time, ports or the page; it is a value with rules.

import { worded } from './words.js';

/**
 * @typedef {import('./types.d.ts').Settings} Settings
 * @typedef {import('./types.d.ts').Item} Item
 * @typedef {import('./types.d.ts').ListName} ListName
 * @typedef {import('./types.d.ts').FieldName} FieldName
 * @typedef {import('./types.d.ts').Refused} Refused
 *
 * @typedef {{ part: string, message: string }} Problem what is wrong, and with which part of the item
 * @typedef {{ kind: 'field', name: FieldName, value: unknown }
 *   | { kind: 'item', name: ListName, id: string, fields: Partial<Item> }
 *   | { kind: 'add', name: ListName, id: string, item: Item, index: number }
 *   | { kind: 'remove', name: ListName, id: string }
 *   | { kind: 'move', name: ListName, id: string, by: number }} Change
 * @typedef {{ change: Change, problem: Problem | null }} Edit an object of its own, so that a batch knows what it sent
 * @typedef {{ edits: Edit[], patch: Partial<Settings> }} Batch
 */

export class Edits {
  /** @type {Edit[]} in the order made; replaced, never changed in place */
  #edits = [];

  /** @param {Change} change @returns {Edit} */
  put(change) {
    // What was typed into an item goes with it.
    if (change.kind === 'remove') this.#edits = this.#edits.filter((edit) => !isTypedInto(change, edit.change));
    const at = this.#edits.findIndex((edit) => replaces(change, edit.change));
    const made = { change: at < 0 ? change : merged(this.#edits[at].change, change), problem: null };
    this.#edits = at < 0 ? [...this.#edits, made] : this.#edits.with(at, made);
    return made;
  }

  /** @param {Settings} settings @returns {Settings} */
  over(settings) {
    return this.#edits.reduce((held, edit) => apply(held, edit.change), settings);
  }

  /** What can be sent: everything but edits already refused, which wait for a correction. @param {Settings} settings */
  batch(settings) {
    const edits = this.#edits.filter((edit) => !edit.problem);
    if (edits.length === 0) return null;
    const wanted = edits.reduce((held, edit) => apply(held, edit.change), settings);
    const names = new Set(edits.map((edit) => edit.change.name));
    const patch = Object.fromEntries([...names].map((name) => [name, wanted[name]]));
    return /** @type {Batch} */ ({ edits, patch });
  }

  /** @param {Batch} batch */
  accept(batch) {
    this.#edits = this.#edits.filter((edit) => !batch.edits.includes(edit));
  }

  /**
   * Marks the edit that is to blame, and drops what would show a state that does not hold: a switch, an added item.
   * @param {Batch} batch
   * @param {Refused} refused
   * @returns {{ blamed: Edit[], problem: Problem }}
   */
  refuse(batch, { field = '', message }) {
    const place = placeOf(batch, field);
    const problem = { part: place.part, message: readable(message, place.name) };
    const guilty = batch.edits.filter(({ change }) => change.name === place.name && sameItem(change, place.id));
    const inList = batch.edits.filter(({ change }) => change.name === place.name);
    const blamed = [guilty, inList, batch.edits].find((edits) => edits.length > 0) ?? [];
    this.#edits = this.#edits
      .filter((edit) => !blamed.includes(edit) || keepsText(edit.change))
      .map((edit) => (blamed.includes(edit) ? { ...edit, problem } : edit));
    return { blamed, problem };
  }

  /**
   * Nobody knows what became of a batch: texts stay for another try, the rest shows what the worker says.
   * @param {Batch} batch
   */
  giveUp(batch) {
    this.#edits = this.#edits.filter((edit) => !batch.edits.includes(edit) || keepsText(edit.change));
  }

  /** Whether an edit waits for a correction. */
  get faulty() {
    return this.#edits.some((edit) => edit.problem);
  }

  /**
   * @param {FieldName | ListName} name
   * @param {string} [id] of a list's item
   * @returns {Problem | null}
   */
  problem(name, id) {
    const faulty = this.#edits.filter(({ change, problem }) => problem && change.name === name);
    const edit = faulty.find(({ change }) => id === undefined || ('id' in change && change.id === id));
    return edit?.problem ?? null;
  }
}

/** @param {Change} change @param {Change} held */
function replaces(change, held) {
  if (change.kind !== held.kind || change.name !== held.name) return false;
  return change.kind === 'field' || (change.kind === 'item' && held.kind === 'item' && change.id === held.id);
}

/** @param {{ name: string, id: string }} item @param {Change} held */
const isTypedInto = ({ name, id }, held) => held.kind === 'item' && held.name === name && held.id === id;

/** @param {Change} held @param {Change} change @returns {Change} */
function merged(held, change) {
  if (held.kind !== 'item' || change.kind !== 'item') return change;
  return { ...change, fields: { ...held.fields, ...change.fields } };
}

/** @param {Settings} settings @param {Change} change @returns {Settings} */
function apply(settings, change) {
  const value = change.kind === 'field' ? change.value : changedList(settings[change.name], change);
  return { ...settings, [change.name]: value };
}

/**
 * @param {Item[]} list
 * @param {Exclude<Change, { kind: 'field' }>} change
 * @returns {Item[]}
 */
function changedList(list, change) {
  const rest = list.filter((item) => item.id !== change.id);
  const at = list.findIndex((item) => item.id === change.id);
  if (change.kind === 'remove') return rest;
  if (change.kind === 'add') return rest.toSpliced(change.index, 0, change.item);
  if (at < 0) return list;
  if (change.kind === 'move') return rest.toSpliced(Math.max(0, at + change.by), 0, list[at]);
  return list.with(at, /** @type {Item} */ ({ ...list[at], ...change.fields }));
}

/**
 * What a refusal names (`faqRules[2].reply`), in terms of what was sent.
 * @param {Batch} batch
 * @param {string} field
 */
function placeOf({ patch }, field) {
  const [, name = '', index = '', part = ''] = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+))?/.exec(field) ?? [];
  const value = patch[/** @type {keyof Settings} */ (name)];
  const item = Array.isArray(value) && index !== '' ? value[Number(index)] : undefined;
  return { name, id: typeof item === 'object' ? item.id : undefined, part };
}

/** @param {Change} change @param {string | undefined} id */
const sameItem = (change, id) => !('id' in change) || change.id === id;

/** @param {Change} change */
const keepsText = (change) => change.kind === 'item' || (change.kind === 'field' && typeof change.value !== 'boolean');

/**
 * The worker names the field as the API documents it; beside the field itself that is noise. The rest in the reader's words.
 * @param {string} message
 * @param {string} name
 */
export function readable(message, name) {
  const place = name === '' ? null : new RegExp(`^${name}[\\w.[\\]]*:?\\s+`).exec(message);
  const rest = message.slice(place?.[0].length ?? 0);
  return worded(rest.charAt(0).toUpperCase() + rest.slice(1));
}
