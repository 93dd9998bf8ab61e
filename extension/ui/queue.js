// @ts-check
// Role: what waits to be said, the next first.
// Must not: change what waits.

import { useUi } from './context.js';
import { number, t, time } from './text.js';
import { html } from './vendor/htm-preact.js';

/** @typedef {import('./types.d.ts').QueueView} QueueView */

/** @param {{ most: number }} props how many are shown; the rest is counted */
export function Queue({ most }) {
  const { queue } = useUi().view;
  const rows = queue.slice(0, most).map((item) => html`<${QueueRow} item=${item} />`);
  const more = queue.length - rows.length;
  return html`
    <section aria-labelledby="queue">
      <h2 id="queue">${t('queue')}</h2>
      ${rows.length > 0 ? html`<ol class="rows">${rows}</ol>` : html`<p class="soft">${t('queueEmpty')}</p>`}
      ${more > 0 && html`<p class="soft">${t('queueMore', number(more))}</p>`}
    </section>`;
}

/** @param {{ item: QueueView }} props */
const QueueRow = ({ item }) => html`
  <li class="waiting">
    <span class="tag">${t(`kind_${item.kind}`)}</span>
    <span class="line" dir="auto">${item.text}</span>
    <span class="soft">${item.viewer && html`<bdi>@${item.viewer}</bdi> · `}${time(item.due)}</span>
  </li>`;
