// @ts-check
// Role: how the bot stands, and what it did, now and over time. Must not: change anything.

import { DayChart } from '../ui/chart.js';
import { day as dayText, number, t } from '../ui/text.js';
import { html, useMemo, useState } from '../ui/vendor/htm-preact.js';
import { Loaded, useLoad } from './load.js';
import { Badge, Card } from './parts.js';

/**
 * @typedef {import('./types.d.ts').Account} Account
 * @typedef {import('./types.d.ts').Day} Day
 * @typedef {import('./types.d.ts').Device} Device
 * @typedef {import('./types.d.ts').Totals} Totals
 */

const LOOK_EVERY = 10_000;
/** @type {[string, string][]} */
const PERIODS = [['day', 'periodDay'], ['week', 'periodWeek'], ['month', 'periodMonth'], ['all', 'periodAll']];
/** @type {[keyof Totals, string][]} */
const FIGURES = [['allLines', 'allLines'], ['welcomeMessages', 'welcomes'], ['faqReplies', 'answers'], ['timerMessages', 'timed'], ['linesRead', 'linesRead']];

export const Overview = () => html`<div class="cards"><${State} /><${Streams} /><${Figures} /><${Days} /></div>`;

function State() {
  const settings = /** @type {{ data: { botActive: boolean } | null, problem: string }} */ (useLoad('/settings', LOOK_EVERY));
  const accounts = /** @type {{ data: { accounts: Account[] } | null, problem: string }} */ (useLoad('/accounts', LOOK_EVERY));
  const draw = (/** @type {{ botActive: boolean }} */ { botActive }) => html`
    <dl class="figures two">
      <div><dt>${t('bot')}</dt><dd><${Badge} kind=${botActive ? 'good' : 'quiet'} text=${t(botActive ? 'botOn' : 'botOff')} /></dd></div>
      <div><dt>${t('account')}</dt><dd><bdi>${accounts.data?.accounts.find(({ isActive }) => isActive)?.name}</bdi></dd></div>
    </dl>`;
  return html`<${Card} id="state" title=${t('state')}><${Loaded} from=${settings} draw=${draw} /><//>`;
}

function Streams() {
  const devices = useLoad('/devices', LOOK_EVERY);
  const draw = (/** @type {{ devices: Device[] }} */ { devices }) => {
    const here = devices.filter(({ connected }) => connected);
    const streams = here.flatMap(({ streams }) => streams);
    return html`
      <p>${t('devicesHere')}: <strong>${t('countOf', number(here.length), number(devices.length))}</strong></p>
      ${streams.length === 0 ? html`<p class="soft">${t('noStreams')}</p>` : html`<ul class="list">${streams.map(streamRow)}</ul>`}`;
  };
  return html`<${Card} id="streams" title=${t('streams')}><${Loaded} from=${devices} draw=${draw} /><//>`;
}

/** @param {import('./types.d.ts').Stream} stream */
export const streamRow = ({ site, channel, speaks }) => html`
  <li class="line"><span><bdi>${site}</bdi> · <bdi>${channel}</bdi></span>
    <${Badge} kind=${speaks ? 'good' : 'quiet'} text=${t(speaks ? 'speaks' : 'listens')} /></li>`;

function Figures() {
  const [period, setPeriod] = useState('week');
  const totals = useLoad(`/analytics?period=${period}`, LOOK_EVERY);
  const choice = (/** @type {[string, string]} */ [value, label]) => html`
    <label class="choice"><input type="radio" name="period" checked=${value === period} onChange=${() => setPeriod(value)} />${t(label)}</label>`;
  const draw = (/** @type {Totals} */ totals) => html`
    <dl class="figures">
      ${FIGURES.map(([name, label]) => html`<div><dt>${t(label)}</dt><dd>${number(totals[name])}</dd></div>`)}
    </dl>`;
  return html`
    <${Card} id="totals" title=${t('totals')}>
      <div class="choices" role="radiogroup" aria-label=${t('period')}>${PERIODS.map(choice)}</div>
      <${Loaded} from=${totals} draw=${draw} />
    <//>`;
}

function Days() {
  const days = useLoad('/analytics/days?days=30', 6 * LOOK_EVERY);
  return html`
    <${Card} id="days" title=${t('overTime')}>
      <${Loaded} from=${days} draw=${(/** @type {{ days: Day[] }} */ { days }) => html`<${Charts} days=${days} />`} />
    <//>`;
}

/** @param {{ days: Day[] }} props */
function Charts({ days }) {
  const bars = (/** @type {'allLines' | 'linesRead'} */ name) =>
    useMemo(() => days.map((day) => ({ at: Date.parse(day.date), count: day[name] })), [days]);
  const row = (/** @type {Day} */ day) => html`
    <tr><th scope="row">${dayText(Date.parse(day.date))}</th><td>${number(day.allLines)}</td><td>${number(day.linesRead)}</td></tr>`;
  return html`
    <${DayChart} title=${t('botLinesByDay')} bars=${bars('allLines')} />
    <${DayChart} title=${t('readByDay')} bars=${bars('linesRead')} />
    <details>
      <summary>${t('asTable')}</summary>
      <table>
        <thead><tr><th scope="col">${t('dayColumn')}</th><th scope="col">${t('botLinesByDay')}</th><th scope="col">${t('readByDay')}</th></tr></thead>
        <tbody>${[...days].reverse().map(row)}</tbody>
      </table>
    </details>`;
}
