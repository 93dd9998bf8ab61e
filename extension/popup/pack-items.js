// @ts-check
// Role: what a ready-made pack adds to settings: the rules, timers and commands that are not there yet.
// Must not: change or remove what the seller has, or draw.

import { NEW_COMMAND, NEW_RULE, NEW_TIMER } from './fresh-items.js';

/**
 * @typedef {import('../ui/types.d.ts').Settings} Settings
 * @typedef {import('../ui/types.d.ts').Item} Item
 * @typedef {import('../ui/types.d.ts').ListName} ListName
 * @typedef {import('../ui/edits.js').Change} Change
 * @typedef {object} Pack
 * @property {string} id
 * @property {Partial<import('../ui/types.d.ts').FaqRule>[]} rules
 * @property {Partial<import('../ui/types.d.ts').TimerMessage>[]} timers
 * @property {Partial<import('../ui/types.d.ts').ChatCommand>[]} commands
 */

/** @param {Pack} pack @param {Settings} settings @returns {Extract<Change, { kind: 'add' }>[]} */
export function additions(pack, settings) {
  const triggers = taken(settings.faqRules.flatMap((rule) => rule.triggers));
  const names = taken(settings.commands.flatMap(({ name, aliases }) => [name, ...aliases]));
  const texts = taken(settings.timerMessages.map((timer) => timer.text));
  const rules = pack.rules.filter((rule) => !rule.triggers?.some(triggers));
  const timers = pack.timers.filter(({ text = '' }) => !texts(text));
  const commands = pack.commands.filter(({ name = '', aliases = [] }) => ![name, ...aliases].some(names));
  return [
    ...added('faqRules', settings, rules.map((rule) => ({ ...NEW_RULE, ...rule }))),
    ...added('timerMessages', settings, timers.map((timer) => ({ ...NEW_TIMER, ...timer }))),
    ...added('commands', settings, commands.map((command) => ({ ...NEW_COMMAND, ...command }))),
  ];
}

/** @param {string[]} words @returns {(word: string) => boolean} whether a word is among them */
function taken(words) {
  const known = new Set(words.map((word) => word.toLowerCase()));
  return (word) => known.has(word.toLowerCase());
}

/** @param {ListName} name @param {Settings} settings @param {Omit<Item, 'id'>[]} items */
const added = (name, settings, items) =>
  items.map((item, place) => {
    const id = `pack_${crypto.randomUUID()}`;
    return { kind: /** @type {const} */ ('add'), name, id, item: /** @type {Item} */ ({ ...item, id }), index: settings[name].length + place };
  });
