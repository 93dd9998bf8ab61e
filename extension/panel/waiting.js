// @ts-check
// Role: what waits to be said, and what was not said, with the reason.
// Must not: change what waits.

import { Queue } from '../ui/queue.js';
import { t, time } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';
import { useLines } from './feed.js';

const WAITING_SHOWN = 20;
const UNSENT_SHOWN = 20;

/** @param {{ lines: import('./lines.js').Lines }} props */
export function Waiting({ lines }) {
  useLines(lines);
  const unsent = lines.unsent.slice(-UNSENT_SHOWN).reverse();
  return html`
    <${Queue} most=${WAITING_SHOWN} />
    <section aria-labelledby="unsent">
      <h2 id="unsent">${t('unsent')}</h2>
      ${unsent.length > 0 ? html`<ul class="rows">${unsent.map(unsentRow)}</ul>` : html`<p class="soft">${t('unsentNone')}</p>`}
    </section>`;
}

/** @param {import('../ui/types.d.ts').FeedItem} item */
function unsentRow(item) {
  if (item.type !== 'skipped' && item.type !== 'unconfirmed') return null;
  const viewers = item.parts.flatMap(({ viewer }) => (viewer ? [`@${viewer}`] : []));
  return html`
    <li key=${item.n} class="waiting">
      <span class="tag">${t(item.type === 'skipped' ? `kind_${item.parts[0]?.kind ?? 'api'}` : 'did_unconfirmed')}</span>
      <span>${item.type === 'skipped' ? worded(item.reason) : html`<bdi>${item.text}</bdi>`}</span>
      <span class="soft">${viewers.length > 0 && html`<bdi>${viewers.join(', ')}</bdi> · `}${time(item.at)}</span>
    </li>`;
}
