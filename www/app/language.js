// @ts-check
// Role: the dashboard's language: the browser's where there are words for it, else English. Its own words lie over those that it
// shares with the extension's pages. Must not: hold a word.

import { speakBy, translatePage } from '../ui/text.js';
import { learn } from '../ui/words.js';
import ENGLISH from './words-en.js';

/** @typedef {Record<string, string>} Words */

/** The languages there are besides English. @type {Record<string, () => Promise<{ default: Words }>>} */
const OTHERS = { es: () => import('./words-es.js') };

/** Before anything is drawn. */
export async function openLanguage() {
  const [wanted] = navigator.language.split('-');
  const language = wanted in OTHERS ? wanted : 'en';
  const english = { ...(await shared('en')), ...ENGLISH };
  /** @type {Words} */
  const words = language === 'en' ? english : { ...(await shared(language)), ...(await OTHERS[language]()).default };
  speakBy((key, values) => (words[key] ?? '').replace(/\$(\d)/g, (_, at) => values[Number(at) - 1] ?? ''));
  if (language !== 'en') learn(english);
  translatePage();
}

/** @param {string} language @returns {Promise<Words>} what extension and dashboard both say; nothing where the relay is gone */
async function shared(language) {
  const answer = await fetch(`../_locales/${language}/messages.json`).catch(() => null);
  /** @type {Record<string, { message: string }>} */
  const messages = answer?.ok ? await answer.json() : {};
  return Object.fromEntries(Object.entries(messages).map(([key, { message }]) => [key, message]));
}
