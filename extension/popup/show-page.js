// @ts-check
// Role: the button with which the seller points at a chat on a page the package does not know.
// Must not: look at a page itself; the picker does, on the page, where the seller has just opened us.

import { browser } from '../ui/browser.js';
import { Problem } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useEffect, useState } from '../ui/vendor/htm-preact.js';

const PICKER = ['faults', 'texts', 'page', 'picking/derive', 'picking/picks', 'picking/keys', 'picking/bar', 'picking/picker'];
const FILES = PICKER.map((name) => `extension/content/${name}.js`);

/** @typedef {{ id: number, origin: string }} OpenTab a tab that could be shown */

export function ShowPage() {
  const [tab, setTab] = useState(/** @type {OpenTab | null} */ (null));
  const [problem, setProblem] = useState('');
  // Firefox takes the question only from the click itself, so the page must be known before.
  useEffect(() => void openTab().then(setTab), []);
  const show = async () => setProblem(tab ? await showPage(tab) : t('ownPageNone'));
  return html`
    <button type="button" onClick=${show}>${t('showPage')}</button>
    <${Problem} text=${problem} />`;
}

/** @returns {Promise<OpenTab | null>} */
async function openTab() {
  const [tab] = (await browser.tabs?.query({ active: true, currentWindow: true })) ?? [];
  const address = tab?.url && URL.canParse(tab.url) ? new URL(tab.url) : null;
  return tab?.id !== undefined && address?.protocol === 'https:' ? { id: tab.id, origin: `https://${address.hostname}/*` } : null;
}

/**
 * Puts the picker on the open page. Opening the popup there lets us do that once; reading the page later needs the question,
 * whose answer the worker looks at when everything is picked: the question may close this popup.
 * @param {OpenTab} tab
 * @returns {Promise<string>} why not; empty if it is there
 */
async function showPage({ id, origin }) {
  const asked = browser.permissions?.request({ origins: [origin] }).catch(() => false);
  const there = await browser.scripting?.executeScript({ target: { tabId: id }, files: FILES }).then(() => true, () => false);
  if (!there) return t('ownPageNone');
  if (!(await asked)) return t('ownPageRefused');
  globalThis.close();
  return '';
}
