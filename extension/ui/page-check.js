// @ts-check
// Role: asks a page what its adapter finds there, and shows it as text to paste into a bug report.
// Must not: hold more than the page reported, or send it anywhere.

import { browser } from './browser.js';
import { useUi } from './context.js';
import { t } from './text.js';
import { html, useState } from './vendor/htm-preact.js';

/**
 * @typedef {import('./types.d.ts').PageView} PageView
 * @typedef {import('./types.d.ts').PageReport} PageReport
 */

/** @param {{ page: PageView }} props */
export function PageCheck({ page }) {
  const { link } = useUi();
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  const check = async () => {
    setSaid(t('checking'));
    const report = await link.check(page.page);
    setText(report ? asText(report, page) : '');
    setSaid(report ? '' : t('checkNoAnswer'));
  };
  const copy = async () => {
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    setSaid(done ? t('copied') : t('copyFailed'));
  };
  return html`
    <div class="page-check">
      <button type="button" class="small" onClick=${check}>${t('checkPage')}</button>
      ${text && html`<button type="button" class="small" onClick=${copy}>${t('copy')}</button>`}
      <span class="soft" role="status">${said}</span>
      ${text && html`<pre class="code" tabindex="0" role="region" aria-label=${t('pageReport')} dir="ltr">${text}</pre>`}
    </div>`;
}

/** The same words in every language: it is read by whoever mends the adapter. @param {PageReport} report @param {PageView} page */
function asText({ site, revision, place, live, facts }, page) {
  const head = [
    `BuzzChat ${browser.runtime.getManifest().version}, adapter ${site} revision ${revision}`,
    `${place} ${live ? 'is a live chat' : 'is no live chat'} to the adapter`,
    `reads: ${page.reading}, writes: ${page.canWrite}${page.reason ? `, ${page.reason}` : ''}`,
  ];
  return [...head, ...facts.map(({ fact, hits, shapes }) => `${hits} × ${fact}${shapes.length ? ` → ${shapes.join(', ')}` : ''}`)].join('\n');
}
