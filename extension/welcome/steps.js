// @ts-check
// Role: the first two steps and the end: what the bot does, its first words, and the way to the stream.
// Must not: keep anything; app.js holds what was chosen.

import { Switch, TextBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';

/**
 * @typedef {import('./setup.js').Setup} Setup
 * @typedef {{ setup: Setup, change: (fields: Partial<Setup>) => void, wrong: { text: string, message: string } }} StepProps
 */

/** Where sellers are live; the names are the sites' own. @type {[string, string][]} */
const SITES = [
  ['Whatnot', 'https://www.whatnot.com/'],
  ['YouTube', 'https://studio.youtube.com/'],
  ['Twitch', 'https://www.twitch.tv/'],
  ['Kick', 'https://kick.com/'],
  ['TikTok', 'https://www.tiktok.com/live'],
  ['eBay Live', 'https://www.ebay.com/ebaylive'],
  ['Facebook', 'https://www.facebook.com/live'],
  ['Instagram', 'https://www.instagram.com/'],
];

/** @param {StepProps} props */
export const Choose = ({ setup, change }) => html`
  <${Switch} label=${t('firstWelcome')} hint=${t('firstWelcomeHint')} checked=${setup.welcomeEnabled}
    onChange=${(/** @type {boolean} */ welcomeEnabled) => change({ welcomeEnabled })} />
  <${Switch} label=${t('firstFaq')} hint=${t('firstFaqHint')} checked=${setup.faqEnabled}
    onChange=${(/** @type {boolean} */ faqEnabled) => change({ faqEnabled })} />
  <${Switch} label=${t('firstTimer')} hint=${t('firstTimerHint')} checked=${setup.timerEnabled}
    onChange=${(/** @type {boolean} */ timerEnabled) => change({ timerEnabled })} />`;

/** @param {StepProps} props */
export function Words({ setup, change, wrong }) {
  const box = (/** @type {'welcome' | 'shipping' | 'timer'} */ name, /** @type {string} */ label, /** @type {string} */ hint) => html`
    <${TextBox} label=${t(label)} hint=${hint && t(hint)} rows=${2} maxLength=${500} value=${setup[name]}
      problem=${wrong.text === name ? wrong.message : ''} onText=${(/** @type {string} */ text) => change({ [name]: text })} />`;
  const none = !setup.welcomeEnabled && !setup.faqEnabled && !setup.timerEnabled;
  return html`
    ${setup.welcomeEnabled && box('welcome', 'firstWelcomeWords', 'welcomeHint')}
    ${setup.faqEnabled && box('shipping', 'firstShippingWords', 'firstShippingHint')}
    ${setup.timerEnabled && box('timer', 'firstTimerWords', '')}
    ${none && html`<p class="soft">${t('firstNoWords')}</p>`}`;
}

/** @param {{ active: boolean, onActive: () => void }} props */
export const Done = ({ active, onActive }) => html`
  <p role="status">${t(active ? 'firstIsOn' : 'firstIsOff')}</p>
  ${!active && html`<div><button type="button" class="primary" onClick=${onActive}>${t('firstSwitchOn')}</button></div>`}
  <p>${t('firstOpenStream')}</p>
  <ul class="sites">${SITES.map(([name, address]) => html`<li><a href=${address} target="_blank" rel="noreferrer">${name}</a></li>`)}</ul>
  <p class="hint">${t('firstToolbar')}</p>`;
