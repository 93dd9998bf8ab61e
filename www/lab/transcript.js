// @ts-check
// Role: the transcript, a page of rows at a time, each with its why. Must not: keep rows: the core holds them all.

import { html, useEffect, useLayoutEffect, useState } from '../ui/vendor/htm-preact.js';
import { WORDS, clock, goTo, noteWords, pageOf } from './strings.js';

/**
 * @typedef {import('./types.d.ts').Lab} Lab
 * @typedef {import('./types.d.ts').Row} Row
 * @typedef {import('./types.d.ts').Note} Note
 * @typedef {import('./types.d.ts').RunState} RunState
 */

const ROWS = 100;

/** @param {{ lab: Lab, state: RunState }} props */
export function TranscriptPart({ lab, state }) {
  const [acted, setActed] = useState(false);
  const [page, setPage] = useState(0);
  const [goal, setGoal] = useState(/** @type {number | null} */ (null));
  const total = lab.count(acted);
  const pages = Math.max(1, Math.ceil(total / ROWS));
  const at = Math.min(page, pages - 1);
  useEffect(() => {
    if (state.state === 'idle') setPage(0);
  }, [state.state]);
  useLayoutEffect(() => {
    if (goal === null) return;
    const row = document.getElementById(`row-${goal}`);
    row?.focus();
    row?.scrollIntoView({ block: 'center' });
    setGoal(null);
  }, [goal]);
  const go = (/** @type {number} */ row) => {
    setPage(Math.floor(lab.place(row, acted) / ROWS));
    setGoal(row);
  };
  const filter = (/** @type {boolean} */ only) => {
    // The first row shown stays in sight.
    const first = lab.rows(acted, at * ROWS, 1)[0]?.number ?? 0;
    setActed(only);
    setPage(Math.floor(lab.place(first, only) / ROWS));
  };
  const rows = total > 0 ? lab.rows(acted, at * ROWS, ROWS) : [];
  return html`
    <section class="card transcript" aria-labelledby="transcript-title">
      <div class="head">
        <h2 id="transcript-title">${WORDS.transcript}</h2>
        <label class="choice"><input type="checkbox" checked=${acted}
          onChange=${(/** @type {Event} */ event) => filter(/** @type {HTMLInputElement} */ (event.target).checked)} />${WORDS.onlyActed}</label>
      </div>
      <div id="transcript" tabindex="-1">
        ${rows.length > 0
          ? html`<ol class="rows">${rows.map((row) => html`<${RowPart} key=${row.number} row=${row} go=${go} />`)}</ol>`
          : html`<p class="soft empty">${state.state === 'idle' ? WORDS.nothingYet : WORDS.nothingActed}</p>`}
      </div>
      ${pages > 1 && html`<${Pages} page=${at} pages=${pages} onPage=${setPage} />`}
    </section>`;
}

/** @param {{ page: number, pages: number, onPage: (page: number) => void }} props */
function Pages({ page, pages, onPage }) {
  const turn = (/** @type {number} */ to) => {
    onPage(to);
    document.getElementById('transcript')?.scrollIntoView({ block: 'start' });
  };
  return html`
    <nav class="pages" aria-label=${WORDS.pages}>
      <button type="button" class="small" disabled=${page === 0} onClick=${() => turn(page - 1)}>${WORDS.previous}</button>
      <input type="range" min="1" max=${pages} value=${page + 1} aria-label=${WORDS.pages} aria-valuetext=${pageOf(page + 1, pages)}
        onInput=${(/** @type {Event} */ event) => onPage(Number(/** @type {HTMLInputElement} */ (event.target).value) - 1)} />
      <span class="figure" aria-hidden="true">${pageOf(page + 1, pages)}</span>
      <button type="button" class="small" disabled=${page + 1 >= pages} onClick=${() => turn(page + 1)}>${WORDS.next}</button>
    </nav>`;
}

/** @param {{ row: Row, go: (row: number) => void }} props */
function RowPart({ row, go }) {
  const words = row.notes.map(noteWords);
  const tags = [...new Set(words.map(([tag]) => tag).filter(Boolean))];
  const author = { bot: WORDS.bot, event: WORDS.event, viewer: row.author }[row.who];
  const text = row.who === 'event' ? words.map(([, sentence]) => sentence).join(' ') : row.text;
  return html`
    <li id=${`row-${row.number}`} class=${`${row.who}${tags.length > 0 ? ' acted' : ''}`} tabindex="-1">
      <span class="time">${clock(row.at)}</span>
      <p class="line"><bdi class="author">${author}</bdi> <bdi>${text}</bdi></p>
      ${row.who !== 'event' && html`
        <details>
          <summary><span class="heard">${WORDS.why}${tags.length > 0 ? ': ' : ''}</span>${tags.length > 0
            ? tags.map((tag) => html`<span class="tag">${tag}</span>`)
            : html`<span class="ask" aria-hidden="true">${WORDS.why}</span>`}</summary>
          <ul>${row.notes.map((note, index) => html`<li>${words[index][1]} <${Jump} note=${note} go=${go} /></li>`)}</ul>
        </details>`}
    </li>`;
}

/** @param {{ note: Note, go: (row: number) => void }} props */
function Jump({ note: { row }, go }) {
  if (row === undefined) return null;
  return html`<button type="button" class="small" onClick=${() => go(row)}>${goTo(row)}</button>`;
}
