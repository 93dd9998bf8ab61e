// @ts-check
// Role: the giveaway's stage: open, watch entries come in, close, draw, see who claims, take the proof away, clear.
// Must not: choose winners; the core draws.

import { Confirm } from './confirm.js';
import { useCommand, useUi } from './context.js';
import { download } from './download.js';
import { NumberBox, Problem, TextBox, commaText, wordsOf } from './fields.js';
import { clock, plural, t, time } from './text.js';
import { html, useEffect, useState } from './vendor/htm-preact.js';

/**
 * @typedef {import('./types.d.ts').Entry} Entry
 * @typedef {import('./types.d.ts').WinnerView} WinnerView
 */

const MOST_WINNERS = 10;

export const Giveaway = () => html`<${Round} /><${Draw} /><${Entries} /><${Rules} />`;

function Round() {
  const { open, round, entrants, late } = useUi().view.giveaway;
  const { run, busy, problem } = useCommand();
  const onClick = () => run({ type: open ? 'close_giveaway' : 'open_giveaway' });
  const closed = round === null ? t('giveawayNone') : t('giveawayClosed');
  return html`
    <section aria-labelledby="giveaway">
      <h2 id="giveaway">${t('giveaway')}</h2>
      <div class="round">
        <div>
          <strong class=${open ? 'live' : ''}>${open ? t('giveawayOpen') : closed}</strong>
          ${round !== null && html`<p class="count">${plural('entries', entrants)}</p>`}
          ${late > 0 && html`<p class="soft">${t('lateEntries', String(late))}</p>`}
        </div>
        <button type="button" class=${open ? '' : 'primary'} disabled=${busy} onClick=${onClick}>
          ${open ? t('closeGiveaway') : t('openGiveaway')}</button>
      </div>
      <${Problem} text=${problem} />
    </section>`;
}

/** What a viewer has to write, and what was promised before the draw. */
function Rules() {
  const { settings, autosave, view } = useUi();
  const { commitment } = view.giveaway;
  const change = (/** @type {string} */ text) =>
    autosave.type({ kind: 'field', name: 'giveawayKeywords', value: wordsOf(text) });
  return html`
    <section aria-label=${t('keywords')}>
      <${TextBox} label=${t('keywords')} hint=${view.giveaway.open ? t('keywordsWhileOpen') : t('keywordsHint')}
        value=${commaText(settings.giveawayKeywords)} problem=${autosave.problem('giveawayKeywords')?.message}
        onText=${change} />
      ${commitment && html`<p class="soft commitment">${t('commitment')} <code>${commitment}</code></p>`}
    </section>`;
}

function Draw() {
  const { giveaway } = useUi().view;
  const [count, setCount] = useState(1);
  const [drawn, setDrawn] = useState({ round: giveaway.round, names: /** @type {string[]} */ ([]) });
  const { run, busy, problem } = useCommand();
  const onSubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const outcome = await run({ type: 'pick_winner', count });
    if (outcome.type === 'winners') setDrawn({ round: giveaway.round, names: outcome.winners });
  };
  const latest = drawn.round === giveaway.round ? drawn.names : [];
  return html`
    <section aria-labelledby="draw">
      <h2 id="draw">${t('draw')}</h2>
      <form class="draw" onSubmit=${onSubmit} noValidate>
        <${NumberBox} label=${t('winners')} min=${1} max=${MOST_WINNERS} value=${count} problem=${problem}
          onNumber=${setCount} />
        <button class="primary" disabled=${busy}>${t('drawWinner')}</button>
      </form>
      <p class="heard" aria-live="polite">${announcement(latest)}</p>
      <${Winners} winners=${giveaway.winners} drawnHere=${latest} />
      ${giveaway.provable && html`<${Proof} />`}
    </section>`;
}

/** @param {string[]} names */
const announcement = (names) => (names.length > 0 ? t('winnersAre', names.join(', ')) : '');

/** @param {{ winners: WinnerView[], drawnHere: string[] }} props all winners of the round, and whom this page drew last */
function Winners({ winners, drawnHere }) {
  const known = winners.map(({ viewer }) => viewer);
  const coming = drawnHere.filter((name) => !known.includes(name));
  const all = [...winners, ...coming.map((viewer) => ({ viewer, draw: Number.MAX_SAFE_INTEGER, claim: null, lines: [] }))];
  const shown = all.sort((a, b) => b.draw - a.draw);
  if (shown.length === 0) return null;
  const newest = Math.max(...shown.map(({ draw }) => draw));
  const row = (/** @type {WinnerView} */ { viewer, draw, claim, lines }) => html`
    <li class=${draw === newest ? 'latest' : ''}>
      <bdi>${viewer}</bdi>${claim !== null && html` <${Claim} claim=${claim} />`}
      ${lines.map((line) => html`<p class="said"><bdi>${line}</bdi></p>`)}
    </li>`;
  return html`<ol class="winners" aria-label=${t('winnersList')}>${shown.map(row)}</ol>`;
}

/** @param {{ claim: NonNullable<WinnerView['claim']> }} props */
function Claim({ claim }) {
  if (claim === 'claimed') return html`<span class="claim claimed">${t('claimed')}</span>`;
  return claim === 'expired' ? html`<span class="claim">${t('expired')}</span>` : html`<${Clock} until=${claim.waiting.until} />`;
}

/** @param {{ until: number }} props */
function Clock({ until }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return html`<span class="claim" role="timer">${t('claimLeft', clock(until - now))}</span>`;
}

function Proof() {
  const { link } = useUi();
  const [problem, setProblem] = useState('');
  const onClick = async () => {
    const proof = await link.proof();
    setProblem(proof === null ? t('noProof') : '');
    if (proof !== null) download(proof, 'giveaway-proof.json', 'application/json');
  };
  return html`
    <button type="button" onClick=${onClick}>${t('downloadProof')}</button>
    <${Problem} text=${problem} />`;
}

function Entries() {
  const { newest, entrants } = useUi().view.giveaway;
  const [asking, setAsking] = useState(false);
  const { run, problem } = useCommand();
  const ask = () => setAsking(true);
  const stop = () => setAsking(false);
  const onYes = () => {
    stop();
    void run({ type: 'clear_entries' });
  };
  const question = t('clearQuestion', plural('entries', entrants));
  return html`
    <section aria-labelledby="entries">
      <h2 id="entries">${t('newestEntries')}</h2>
      ${newest.length > 0 && html`<ul class="rows entries">${newest.map(entryRow)}</ul>`}
      ${newest.length === 0 && html`<p class="soft">${t('noEntries')}</p>`}
      ${entrants > 0 && html`<button type="button" class="danger" onClick=${ask}>${t('clearEntries')}</button>`}
      <${Problem} text=${problem} />
      ${asking && html`<${Confirm} question=${question} yes=${t('clearYes')} onYes=${onYes} onNo=${stop} />`}
    </section>`;
}

/** @param {Entry} entry */
const entryRow = (entry) => html`
  <li key=${entry.id}><bdi>${entry.viewer}</bdi><span class="soft">${time(entry.at)}</span></li>`;
