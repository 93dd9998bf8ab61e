// @ts-check
// Role: the lab's frame: what is loaded, what is set, what runs, and the drafts of all that.
// Must not: draw a part of its own beyond the frame, or check what the core checks.

import { html, useEffect, useRef, useState } from '../ui/vendor/htm-preact.js';
import { momentsOf, planOf } from './moments.js';
import { RecordingPart } from './recording.js';
import { measure, run } from './runner.js';
import { RunPart } from './run-bar.js';
import { SettingsPart } from './settings.js';
import { WORDS } from './strings.js';
import { TranscriptPart } from './transcript.js';

/**
 * @typedef {import('./types.d.ts').Lab} Lab
 * @typedef {import('./types.d.ts').Loaded} Loaded
 * @typedef {import('./types.d.ts').Moments} Moments
 * @typedef {import('./types.d.ts').Problem} Problem
 * @typedef {import('./types.d.ts').RunState} RunState
 * @typedef {import('./types.d.ts').Settings} Settings
 * @typedef {import('../ui/drafts.js').Drafts} Drafts
 * @typedef {{ lines: string, settings: Settings, plan: { actions: import('./moments.js').Action[] } }} Show
 * @typedef {{ name: string, loaded: Loaded | null, problem: string }} Recording
 */

const DRAFT = 'lab';
const NOT_RUN = /** @type {RunState} */ ({ state: 'idle', ms: 0, totals: null, drawn: 0 });

/** @param {Drafts} drafts @param {Show} show @returns {{ settings: string, moments: Moments }} settings as JSON text */
function drafted(drafts, show) {
  try {
    const { settings, moments } = JSON.parse(drafts.read(DRAFT));
    if (typeof settings === 'string' && typeof moments?.open === 'string') return { settings, moments };
  } catch {
    // There is none, or another version's.
  }
  return { settings: textOf(show.settings), moments: momentsOf(show.plan) };
}

/** @param {Settings} settings */
export const textOf = (settings) => JSON.stringify(settings, null, 2);

/** @param {{ lab: Lab, drafts: Drafts, defaults: Settings, show: Show }} props */
export function App({ lab, drafts, defaults, show }) {
  const [held, setHeld] = useState(() => drafted(drafts, show));
  const [recording, setRecording] = useState(/** @type {Recording} */ ({ name: '', loaded: null, problem: '' }));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [state, setState] = useState(NOT_RUN);
  const [engine, setEngine] = useState(/** @type {{ lines: number, ms: number } | 'measuring' | null} */ (null));
  const running = useRef(/** @type {AbortController | null} */ (null));

  const change = (/** @type {Partial<typeof held>} */ fields) =>
    setHeld((before) => {
      const next = { ...before, ...fields };
      drafts.write(DRAFT, JSON.stringify(next));
      return next;
    });

  const start = async () => {
    running.current?.abort();
    const mine = (running.current = new AbortController());
    try {
      lab.prepare(held.settings, JSON.stringify(planOf(held.moments)));
    } catch (error) {
      setProblem(/** @type {Problem} */ (error));
      return;
    }
    setProblem(null);
    const tell = (/** @type {number} */ ms) => setState({ state: 'running', ms, totals: lab.totals(), drawn: Date.now() });
    tell(0);
    const ms = await run(lab, { signal: mine.signal, tell });
    // A later run, or another recording, has taken the lab over.
    if (running.current !== mine) return;
    setState({ state: mine.signal.aborted ? 'stopped' : 'done', ms, totals: lab.totals(), drawn: Date.now() });
  };

  const load = (/** @type {string} */ name, /** @type {string} */ text) => {
    running.current?.abort();
    running.current = null;
    setState(NOT_RUN);
    setEngine(null);
    try {
      setRecording({ name, loaded: lab.load(text), problem: '' });
    } catch (error) {
      const { row, message } = /** @type {import('./types.d.ts').Fault} */ (error);
      setRecording({ name, loaded: null, problem: `Row ${row} ${message}` });
    }
  };

  const sprint = async () => {
    setEngine('measuring');
    try {
      setEngine(await measure(lab, held.settings));
    } catch (error) {
      setEngine(null);
      setProblem(/** @type {Problem} */ (error));
    }
  };

  // The first thing a visitor sees is a show that has been run.
  useEffect(() => load(WORDS.show, show.lines), []);
  useEffect(() => {
    if (recording.loaded) void start();
  }, [recording.loaded]);

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && recording.loaded) void start();
  };
  const total = recording.loaded?.lines ?? 0;
  return html`
    <a class="skip" href="#transcript">${WORDS.skip}</a>
    <header><h1><span>Buzz</span>Chat · ${WORDS.title}</h1><p class="soft">${WORDS.intro}</p></header>
    <div class="columns" onKeyDown=${onKeyDown}>
      <div class="left">
        <${RecordingPart} recording=${recording} onText=${load} onShow=${() => load(WORDS.show, show.lines)} />
        <${SettingsPart} text=${held.settings} moments=${held.moments} problem=${problem}
          onText=${(/** @type {string} */ settings) => change({ settings })}
          onMoments=${(/** @type {Moments} */ moments) => change({ moments })}
          onShow=${() => change({ settings: textOf(show.settings), moments: momentsOf(show.plan) })}
          onDefaults=${() => change({ settings: textOf(defaults) })} />
      </div>
      <main>
        <${RunPart} state=${state} total=${total} problem=${problem} engine=${engine}
          onRun=${start} onStop=${() => running.current?.abort()} onMeasure=${sprint} />
        <${TranscriptPart} lab=${lab} state=${state} />
      </main>
    </div>`;
}
