// @ts-check
// Role: the tab of all-time counts, as a table.
// Must not: count; the core did.

import { useUi } from '../ui/context.js';
import { number, t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';

/** @typedef {import('../ui/types.d.ts').Totals} Totals */

/** @type {{ title: string, rows: [string, (totals: Totals) => number][] }[]} */
const TABLES = [
  {
    title: 'linesWritten',
    rows: [
      ['rowWelcomes', (totals) => totals.welcomeMessages],
      ['rowReplies', (totals) => totals.faqReplies],
      ['rowTimed', (totals) => totals.timerMessages],
      ['rowOther', (totals) => totals.otherMessages],
      ['rowAll', all],
    ],
  },
  {
    title: 'viewersServed',
    rows: [
      ['totalQuestions', (totals) => totals.questionsAnswered],
      ['totalWelcomed', (totals) => totals.viewersWelcomed],
      ['totalRead', (totals) => totals.linesRead],
    ],
  },
];

export function Analytics() {
  const { totals } = useUi().view;
  const row = (/** @type {[string, (totals: Totals) => number]} */ [label, count]) =>
    html`<tr><th scope="row">${t(label)}</th><td>${number(count(totals))}</td></tr>`;
  const table = (/** @type {typeof TABLES[number]} */ { title, rows }) =>
    html`<table><caption>${t(title)}</caption><tbody>${rows.map(row)}</tbody></table>`;
  return html`
    <section aria-labelledby="analytics">
      <h2 id="analytics">${t('analytics')}</h2>
      <p class="soft">${t('analyticsHint')}</p>
      ${TABLES.map(table)}
    </section>`;
}

/** @param {Totals} totals */
function all(totals) {
  return totals.welcomeMessages + totals.faqReplies + totals.timerMessages + totals.otherMessages;
}
