// @ts-check
// Role: every word a page shows, from _locales, and numbers and times in the reader's manner.
// Must not: hold a sentence of its own, or build one out of pieces that a translator could not reorder.

import { browser } from './browser.js';

/** @type {(key: string, values: string[]) => string} */
let say = (key, values) => browser.i18n.getMessage(key, values);

/** For a page outside the extension, which brings its own words under the same keys. @param {typeof say} other */
export const speakBy = (other) => {
  say = other;
};

/**
 * @param {string} key
 * @param {...(string | number)} values for $1, $2 …
 */
export const t = (key, ...values) => say(key, values.map(String));

/** The messages' own language: the browser's may be one we have no strings for. */
const language = () => t('uiLanguage') || 'en';

/**
 * The form of a message that goes with a number: `entries_one`, `entries_other`.
 * @param {string} key
 * @param {number} count
 */
export function plural(key, count) {
  const form = new Intl.PluralRules(language()).select(count);
  return t(`${key}_${form}`, number(count)) || t(`${key}_other`, number(count));
}

/** @param {number} value */
export const number = (value) => new Intl.NumberFormat(language()).format(value);

/** @param {number} at milliseconds since 1970 */
export const time = (at) => new Intl.DateTimeFormat(language(), { timeStyle: 'medium' }).format(at);

/** @param {number} at milliseconds since 1970 */
export const dateAndTime = (at) => new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'medium' }).format(at);

/** @param {number} at milliseconds since 1970 */
export const date = (at) => new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }).format(at);

/** @param {number} at milliseconds since 1970 */
export const moment = (at) => new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(at);

/** @param {number} at milliseconds since 1970 */
export const hourAndMinute = (at) => new Intl.DateTimeFormat(language(), { timeStyle: 'short' }).format(at);

/** The hour where it is of today, else the day. @param {number} at milliseconds since 1970 */
export const briefly = (at) =>
  date(at) === date(Date.now()) ? hourAndMinute(at) : new Intl.DateTimeFormat(language(), { day: 'numeric', month: 'short' }).format(at);

/** @param {number} value as short as it can be said: 48K */
export const compact = (value) => new Intl.NumberFormat(language(), { notation: 'compact' }).format(value);

/** @param {number} at the start of a UTC day, in milliseconds since 1970 */
export const day = (at) =>
  new Intl.DateTimeFormat(language(), { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(at);

/** @param {number} hour 0 to 23, of the reader's own day */
export const hour = (hour) => new Intl.DateTimeFormat(language(), { hour: 'numeric' }).format(new Date(2000, 0, 1, hour));

/** What is left of a short time, as a clock shows it. @param {number} ms */
export function clock(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What became of a line that was given to the bot. @param {import('./types.d.ts').Outcome} outcome */
export const sent = (outcome) =>
  outcome.type === 'message' && outcome.at > Date.now() ? t('messagePlanned', time(outcome.at)) : t('messageSent');

/** Fills `data-i18n` elements and gives the document the language and direction of the messages. */
export function translatePage() {
  document.documentElement.lang = language();
  document.documentElement.dir = t('uiDirection') || 'ltr';
  for (const element of document.querySelectorAll('[data-i18n]')) {
    element.textContent = t(element.getAttribute('data-i18n') ?? '');
  }
}
