// @ts-check
// Role: the tab of what the bot did: charts by the day, figures of four periods, what viewers asked most, files.
// Must not: count; the core did.

import { DayChart } from '../ui/chart.js';
import { useUi } from '../ui/context.js';
import { download } from '../ui/download.js';
import { More, Problem } from '../ui/fields.js';
import { compact, day, hour, number, t } from '../ui/text.js';
import { html, useMemo, useState } from '../ui/vendor/htm-preact.js';
import { useDays } from './days.js';

/**
 * @typedef {import('../ui/types.d.ts').Totals} Totals
 * @typedef {import('../ui/types.d.ts').Export} Export
 * @typedef {import('./days.js').Day} Day
 */

/** @type {[string, (totals: Totals) => number][]} */
const ROWS = [
  ['rowAsked', (totals) => totals.questionsAnswered],
  ['rowWelcomed', (totals) => totals.viewersWelcomed],
  ['rowRead', (totals) => totals.linesRead],
  ['rowReplies', (totals) => totals.faqReplies],
  ['rowWelcomes', (totals) => totals.welcomeMessages],
  ['rowTimed', (totals) => totals.timerMessages],
  ['rowCommands', (totals) => totals.commandReplies],
  ['rowOther', (totals) => totals.otherMessages - totals.commandReplies],
];

/** @type {[Export, string][]} */
const FILES = [['days', 'daysFile'], ['triggers', 'triggersFile'], ['entrants', 'entrantsFile']];

export function Analytics() {
  const days = useDays();
  return html`
    <section aria-labelledby="analytics">
      <h2 id="analytics">${t('analytics')}</h2>
      <${Problem} text=${days === null ? t('exportFailed') : ''} />
      ${days?.length === 0 && html`<p class="soft">${t('noDays')}</p>`}
      ${days && days.length > 0 && html`<${Charts} days=${days} />`}
    </section>
    <${Figures} />
    <${Asked} />
    <${Files} />`;
}

/** @param {{ days: Day[] }} props */
function Charts({ days }) {
  const written = useMemo(() => days.map(({ at, written: count }) => ({ at, count })), [days]);
  const read = useMemo(() => days.map(({ at, read: count }) => ({ at, count })), [days]);
  const row = (/** @type {Day} */ of) => html`
    <tr><th scope="row">${day(of.at)}</th><td>${number(of.written)}</td><td>${number(of.read)}</td></tr>`;
  return html`
    <p class="hint">${t('daysUtc')}</p>
    <${DayChart} title=${t('botLinesByDay')} bars=${written} />
    <${DayChart} title=${t('readByDay')} bars=${read} />
    <${More} label=${t('chartTable')}>
      <table>
        <thead><tr><th scope="col">${t('dayColumn')}</th><th scope="col">${t('botLinesByDay')}</th><th scope="col">${t('readByDay')}</th></tr></thead>
        <tbody>${[...days].reverse().map(row)}</tbody>
      </table>
    <//>`;
}

function Figures() {
  const { totals, analytics } = useUi().view;
  const periods = [analytics.day, analytics.week, analytics.month, totals];
  const heads = [t('periodDay'), t('periodWeek'), t('periodMonth'), t('periodAll')];
  const cell = (/** @type {number} */ value) => html`<td>${value < 10_000 ? number(value) : compact(value)}</td>`;
  const row = (/** @type {typeof ROWS[number]} */ [label, count]) =>
    html`<tr><th scope="row">${t(label)}</th>${periods.map((period) => cell(count(period)))}</tr>`;
  return html`
    <section aria-labelledby="figures">
      <h2 id="figures">${t('figures')}</h2>
      <table class="figures" aria-labelledby="figures">
        <thead><tr><td />${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>${ROWS.map(row)}</tbody>
      </table>
      ${analytics.peakHour !== null && html`<p>${t('peakHour', hour(analytics.peakHour))}</p>`}
    </section>`;
}

function Asked() {
  const { triggers } = useUi().view.analytics;
  if (triggers.length === 0) return null;
  const most = triggers[0][1];
  const row = (/** @type {[string, number]} */ [trigger, count]) => html`
    <li class="asked">
      <bdi>${trigger}</bdi><span>${number(count)}</span>
      <span class="bar" style=${`inline-size: ${(100 * count) / most}%`} />
    </li>`;
  return html`
    <section aria-labelledby="asked">
      <h2 id="asked">${t('topTriggers')}</h2>
      <ol class="rows">${triggers.map(row)}</ol>
    </section>`;
}

function Files() {
  const { link } = useUi();
  const [problem, setProblem] = useState('');
  const save = async (/** @type {Export} */ what) => {
    const text = await link.export(what);
    setProblem(text === null ? t('exportFailed') : '');
    if (text !== null) download(text, `buzzchat-${what}.csv`, 'text/csv');
  };
  const button = (/** @type {typeof FILES[number]} */ [what, label]) =>
    html`<button type="button" onClick=${() => save(what)}>${t(label)}</button>`;
  return html`
    <section aria-labelledby="files">
      <h2 id="files">${t('files')}</h2>
      <div class="buttons files">${FILES.map(button)}</div>
      <${Problem} text=${problem} />
    </section>`;
}
