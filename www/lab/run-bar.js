// @ts-check
// Role: the bar over the transcript: run, stop, how far, how fast, and the counts. Must not: run anything itself.

import { html } from '../ui/vendor/htm-preact.js';
import { FIGURES, WORDS, count, digest, engineSpeed, finished, progress, runSpeed, speed } from './strings.js';

/**
 * @typedef {import('./types.d.ts').RunState} RunState
 * @typedef {{ lines: number, ms: number } | 'measuring' | null} Engine
 */

/** @param {{ state: RunState, total: number, problem: import('./types.d.ts').Problem | null, engine: Engine,
 *   onRun: () => void, onStop: () => void, onMeasure: () => void }} props */
export function RunPart({ state, total, problem, engine, onRun, onStop, onMeasure }) {
  const { totals } = state;
  const running = state.state === 'running';
  const busy = running || engine === 'measuring';
  return html`
    <section class="card" aria-label=${WORDS.run}>
      <div class="bar">
        ${running
          ? html`<button key="stop" type="button" onClick=${onStop}>${WORDS.stop}</button>`
          : html`<button key="run" type="button" class="primary" disabled=${total === 0 || busy} onClick=${onRun}>${WORDS.run}</button>`}
        <progress aria-label=${WORDS.running} max=${Math.max(total, 1)} value=${totals?.lines ?? 0}></progress>
        <span class="soft figure">${progress(totals?.lines ?? 0, total)}</span>
        <button type="button" class="small" disabled=${total === 0 || busy} onClick=${onMeasure}>
          ${engine === 'measuring' ? WORDS.measuring : WORDS.measure}
        </button>
      </div>
      <p class="heard" role="status">${state.state === 'done' && totals ? finished(totals.lines, totals.said) : ''}</p>
      ${problem && html`<p class="problem wide" role="alert">${named(problem)}</p>`}
      ${totals && html`
        <dl class="figures">
          ${Object.entries(FIGURES).map(([name, label]) => html`
            <div><dt>${label}</dt><dd>${count(totals[/** @type {keyof typeof FIGURES} */ (name)])}</dd></div>`)}
        </dl>
        <p class="hint">
          ${runSpeed(speed(totals.lines, state.ms))}${typeof engine === 'object' && engine && ` · ${engineSpeed(speed(engine.lines, engine.ms))}`}
          ${state.state === 'done' && html` · <span class="code">${digest(totals.digest)}</span>`}
        </p>`}
    </section>`;
}

/** The field and what is wrong with it; most messages begin with the field. @param {import('./types.d.ts').Problem} problem */
const named = ({ field, message }) => (message.startsWith(field) && field ? message : `${field || WORDS.problem}: ${message}`);
