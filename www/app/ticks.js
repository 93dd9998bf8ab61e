// @ts-check
// Role: how far a message of the seller's is, as a small drawing and as a word. Must not: know more of the message.

import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';

/** Paths on a 20 by 12 grid. @type {Record<string, string>} */
const PATHS = {
  queued: 'M10 1.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9ZM10 3.500V6l1.800 1.200',
  sent: 'm6 6.500 3 3 6-7',
  delivered: 'm2 6.500 3 3 6-7M9.500 9l.500.500 6-7',
  read: 'm2 6.500 3 3 6-7M9.500 9l.500.500 6-7',
  failed: 'M10 1.500v5.500M10 9.500v.5',
};

/** @param {{ status: string }} props */
export const Tick = ({ status }) => html`
  <span class=${`tick ${status}`} title=${t(`status_${status}`)}>
    <svg viewBox="0 0 20 12" width="20" height="12" aria-hidden="true"><path d=${PATHS[status]} /></svg>
    <span class="heard">${t(`status_${status}`)}</span>
  </span>`;
