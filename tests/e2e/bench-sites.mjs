// Role: measures every site that has a fixture page, in one run and in a browser that emulates nothing: how long a viewer's
// question stands in the page before our reply does, and what a line costs the page's main thread.
//
// The reaction is timed in the page, by an observer older than the extension's: from the question's row to the reply's row, both
// as the site draws them. What a person set as the pace is taken off, in a copy of the extension: the limits a site gives its
// writers, so that no line waits for the one before. The site's server answers at once. The rest is measured as it is shipped,
// the pauses that editors need included.
//
// The cost is the main thread's CPU time inside calls of our scripts (both worlds, watchdog included), as the browser traces
// them. It is not the difference of two runs, because drawing a row costs a site more than ten times what reading it does, and
// that noise would be larger than the figure; not the profiler's samples either, which slow down what they count; and not wall
// time, which counts whoever else had the core. What it leaves out: garbage that is collected later, and continuations of
// promises, of which reading has none.
// Must not: assert, or know a site by name.
// ONLY=ebay,kick measures these sites.
// @ts-check

import { appendFileSync, cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bySite } from '../../bench/by-site.mjs';
import { PageServer, sites } from '../fixtures/pages/server.mjs';
import { temporaryFolder } from '../relay.mjs';
import { EXTENSION } from './plain-browser.mjs';
import { Stage, pause } from './show.mjs';

const QUESTIONS = 100;
const WARM_LINES = 500;
/** 300 lines a second, more than any chat had that we saw. */
const CROWD = { lines: 2_000, aFrame: 5 };
const CALM = { lines: 300, aFrame: 1 };
const IDLE_MS = 5_000;
const NO_LIMITS = { minGapMs: 0, window: { messages: 1_000, ms: 1_000 }, duplicateMs: 0 };

/** @typedef {import('./show.mjs').Show} Show @typedef {import('../../bench/by-site.mjs').SiteFigure} SiteFigure */

/** The extension without the sites' pace. */
function unhurried() {
  const copy = temporaryFolder('extension');
  cpSync(EXTENSION, copy, { recursive: true });
  const folder = path.join(copy, 'extension/content/sites');
  for (const name of readdirSync(folder).filter((name) => name !== 'schema.json')) {
    const file = path.join(folder, name);
    const adapter = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...adapter, limits: { ...adapter.limits, ...NO_LIMITS } }));
  }
  return copy;
}

/** Runs in the page before anything else: `appears(text)` is the moment at which a text stands somewhere else than in a box. */
function watch() {
  /** @type {Map<string, (at: number) => void>} */
  const wanted = new Map();
  window.appears = (text) => new Promise((resolve) => wanted.set(text, resolve));
  const look = (/** @type {Node} */ node, /** @type {number} */ now) => {
    const place = node instanceof Element ? node : node.parentElement;
    if (!place || place.closest('[contenteditable],textarea,input')) return;
    for (const [text, found] of wanted) if (node.textContent?.includes(text) && wanted.delete(text)) found(now);
  };
  new MutationObserver((records) => {
    const now = performance.now();
    for (const { type, target, addedNodes } of wanted.size ? records : []) (type === 'characterData' ? [target] : addedNodes).forEach((node) => look(node, now));
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

/** Milliseconds from a viewer's question to our reply. @param {Show} show @param {number} n */
async function reaction(show, n) {
  // At another point of every timer of ours each time.
  await pause(150 + Math.random() * 200);
  return show.run(async (asker) => {
    const [question, reply] = [window.appears(asker), window.appears(`@${asker}`)];
    window.fixture.say(asker, 'how long does shipping take?');
    return (await reply) - (await question);
  }, `asker${n}z`);
}

/** Viewers write so many lines in each frame. @param {Show} show @param {{ lines: number, aFrame: number }} crowd */
async function flood(show, { lines, aFrame }) {
  await show.run(async (lines, aFrame) => {
    const shown = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    for (let n = 0; n < lines; n += 1) {
      window.fixture.say(`viewer${n % 90}`, `line ${n} of the flood`);
      if (n % aFrame === aFrame - 1) await shown();
    }
  }, lines, aFrame);
  await pause(500);
}

/** The main thread's milliseconds in calls of our scripts while something happens. @param {Show} show @param {() => Promise<unknown>} happens */
async function spent(show, happens) {
  const session = await show.page.createCDPSession();
  /** @type {any[]} */
  const calls = [];
  const isOurs = (/** @type {any} */ event) => event.name === 'FunctionCall' && event.args?.data?.url?.includes('/extension/content/');
  session.on('Tracing.dataCollected', ({ value }) => calls.push(...value.filter(isOurs)));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline'] } });
  await happens();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return outermost(calls).reduce((sum, { tdur }) => sum + tdur / 1_000, 0);
}

/** A call within another of ours is counted with that. @param {any[]} calls */
function outermost(calls) {
  let end = -Infinity;
  return calls.sort((one, other) => one.ts - other.ts).filter(({ ts, dur }) => ts >= end && (end = ts + dur));
}

/** What a line costs. @param {Show} show @param {{ lines: number, aFrame: number }} crowd */
const cost = async (show, crowd) => (await spent(show, () => flood(show, crowd))) / crowd.lines;

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => [...values].sort((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))];

/** @param {string} id @param {PageServer} server @param {string} extension @returns {Promise<SiteFigure[]>} */
async function measure(id, server, extension) {
  const stage = await Stage.open(id, server, { extension });
  const show = await stage.show({ before: watch });
  await show.page.bringToFront();
  await show.run(() => window.fixture.set({ echoMs: 0 }));
  await reaction(show, 0);
  const took = [];
  for (let n = 1; n <= QUESTIONS; n += 1) took.push(await reaction(show, n));
  const idle = await spent(show, () => pause(IDLE_MS));
  await flood(show, { ...CROWD, lines: WARM_LINES });
  const [crowd, calm] = [await cost(show, CROWD), await cost(show, CALM)];
  const said = await show.run(() => window.fixture.viewerLines);
  // A site may lose lines, and then the row says how many.
  const read = await stage.counted(said).catch(async () => (await stage.desk.view()).totals.linesRead);
  await stage.close();
  const [median, last] = stage.adapter.input.kind === 'value' ? ['at most 15', 'at most 50'] : [null, 'at most 200'];
  const figure = (/** @type {string} */ what, /** @type {number} */ value, unit = '', /** @type {string | null} */ budget = null) => ({ site: id, what, value, unit, budget });
  return [
    figure(`reply, p50 of ${QUESTIONS}`, quantile(took, 0.5), 'ms', median),
    figure('reply, p99', quantile(took, 0.99), 'ms', last),
    figure(`main thread a line, ${CROWD.aFrame} a frame`, crowd, 'ms', 'at most 0.05'),
    figure('main thread, a line alone', calm, 'ms'),
    figure('main thread, a second without lines', idle / (IDLE_MS / 1_000), 'ms'),
    figure('lines read', read, '', `of ${said}`),
  ];
}

const server = await new PageServer().start();
const extension = unhurried();
/** @type {SiteFigure[]} */
const figures = [];
for (const id of process.env.ONLY?.split(',') ?? sites()) {
  const measured = await measure(id, server, extension);
  figures.push(...measured);
  // Each site's at once: what was measured stays, whatever the next one does.
  if (process.env.BENCH_FIGURES) appendFileSync(process.env.BENCH_FIGURES, measured.map((figure) => `${JSON.stringify(figure)}\n`).join(''));
}
await server.stop();
console.log(bySite(figures));
process.exit(0);
