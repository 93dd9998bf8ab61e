// @ts-check
// Role: small things that several pages of the dashboard draw. Must not: call the API, or know a page.

import { dateAndTime, t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';

/** A time of the API in the reader's own zone. @param {string} at */
export const moment = (at) => dateAndTime(Date.parse(at));

/** @param {{ at: string }} props */
export const Moment = ({ at }) => html`<time datetime=${at}>${moment(at)}</time>`;

/** @param {{ title: string, id: string, children?: unknown }} props */
export const Card = ({ title, id, children }) => html`
  <section class="card" aria-labelledby=${id}><h2 id=${id}>${title}</h2>${children}</section>`;

/** A word about how something stands. @param {{ kind: 'good' | 'bad' | 'quiet', text: string }} props */
export const Badge = ({ kind, text }) => html`<span class=${`badge ${kind}`}>${text}</span>`;

/** A secret that is shown once. @param {{ label: string, text: string, onDone: () => void }} props */
export function Once({ label, text, onDone }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return html`
    <div class="once" role="group" aria-label=${label}>
      <p role="status">${label}</p>
      <code>${text}</code>
      <div class="buttons">
        <button type="button" onClick=${copy}>${t(copied ? 'copied' : 'copy')}</button>
        <button type="button" onClick=${onDone}>${t('done')}</button>
      </div>
    </div>`;
}
