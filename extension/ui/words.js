// @ts-check
// Role: the sentences that core, relay and content scripts write in English, in the reader's language: the English is the
// name by which a translation is found. Must not: change what stands in a sentence: names, numbers, the page's own words.

import { browser } from './browser.js';
import { t } from './text.js';

/**
 * @typedef {{ place: number, inner: boolean }} Value which one it is of the message's values, and whether a sentence may stand there
 * @typedef {{ key: string, pattern: RegExp, values: Value[], weight: number }} Known `values`: what each group is
 */

/** What the keys of such sentences begin with. */
const PREFIX = 'says';
/** The field that an answer of the API names before what is wrong with it: `faqRules[2].reply`. */
const FIELD = /^([a-z]\w*(?:\[\d+\]|\.\w+)*):? (?=\S)/;

/** @type {Known[]} the most particular first */
let known = [];

/** Makes ready, where the page does not speak English anyway. A file of our own package that cannot be read changes nothing. */
export async function openWords() {
  if (t('uiLanguage') === 'en') return;
  const answer = await fetch(browser.runtime.getURL('_locales/en/messages.json')).catch(() => null);
  /** @type {Record<string, { message: string }>} */
  const messages = (await answer?.json().catch(() => null)) ?? {};
  learn(Object.fromEntries(Object.entries(messages).map(([key, { message }]) => [key, message])));
}

/** @param {Record<string, string>} english every message; those of other keys are passed over */
export function learn(english) {
  const said = Object.entries(english).filter(([key]) => key.startsWith(PREFIX));
  known = said.map(([key, message]) => matcher(key, message)).sort((a, b) => b.weight - a.weight);
}

/** @param {string} key @param {string} message @returns {Known} */
function matcher(key, message) {
  const pieces = message.split(/\$(\d)/);
  const literals = pieces.filter((_, n) => n % 2 === 0);
  const source = literals.map((literal) => literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('(.+)');
  // At the very start, or behind a colon, the core may have put another sentence; a name stands within the words.
  const values = literals.slice(1).map((_, n) => ({ place: Number(pieces[2 * n + 1]), inner: literals[n] === '' || literals[n].endsWith(': ') }));
  return { key, pattern: new RegExp(`^${source}$`, 's'), values, weight: literals.join('').length };
}

/** @param {string} sentence as it came @returns {string} the same where there are no words for it */
export const worded = (sentence) => exactly(sentence) || afterField(sentence) || sentence;

/** @param {string} sentence */
function exactly(sentence) {
  const start = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  for (const { key, pattern, values } of known) {
    const found = pattern.exec(start);
    if (!found) continue;
    /** @type {string[]} */
    const filled = [];
    values.forEach(({ place, inner }, n) => (filled[place - 1] = inner ? worded(found[n + 1]) : found[n + 1]));
    return t(key, ...filled);
  }
  return '';
}

/** @param {string} sentence */
function afterField(sentence) {
  const field = FIELD.exec(sentence);
  const rest = field ? exactly(sentence.slice(field[0].length)) : '';
  return field && rest && `${field[1]}: ${rest}`;
}
