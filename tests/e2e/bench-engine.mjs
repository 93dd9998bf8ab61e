// Measures the engine as the browser runs it: lines a second over lines that lie ready, with 10 to 10,000 rules, beside a
// plain JS loop over the same rules, and what handing the lines over costs. It must not assert.
// @ts-check

import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ORIGIN = 'http://bench.localhost';
const RULES = [10, 100, 1_000, 10_000];
const RECORDING = path.join(ROOT, '../shared/chat/youtube-irl.csv');

/** @typedef {{ rules: number, engine: number, loop: number }} Rate lines a second
 *  @typedef {{ chat: string, handOver: number, rates: Rate[] }} Figures `handOver`: microseconds a line */

/** The recorded chat beside the project, or the built-in show. */
function chat() {
  try {
    return { chat: 'real chat', text: readFileSync(RECORDING, 'utf8') };
  } catch {
    return { chat: 'built-in show', text: readFileSync(path.join(ROOT, 'www/lab/show.csv'), 'utf8') };
  }
}

/** Runs in the page. @param {{ text: string, rules: number[], runs: number }} task */
async function measure({ text, rules, runs }) {
  const core = await import(/** @type {string} */ ('/pkg/buzzchat.js'));
  await core.default();
  const lab = new core.Lab();
  const best = (/** @type {number[]} */ values) => Math.min(...values);
  const timed = (/** @type {() => unknown} */ work) => {
    const began = performance.now();
    work();
    return performance.now() - began;
  };
  const settingsOf = (/** @type {number} */ count) => {
    const rule = (/** @type {unknown} */ _, /** @type {number} */ n) => ({ triggers: [`topic${n}`, `thing number ${n}`], reply: `The answer to ${n}` });
    return { welcomeEnabled: true, faqRules: Array.from({ length: count }, rule) };
  };

  /** The engine alone: the lines lie in its memory. @param {object} settings */
  const engine = (settings) => {
    lab.line_up(JSON.stringify(settings), 60_000);
    let lines = 0;
    const ms = timed(() => {
      for (let read = lab.sprint(50); read > 0; read = lab.sprint(50)) lines += read;
    });
    return (lines / ms) * 1000;
  };

  /** What the original does: every line against every trigger, until one is in it. @param {any} settings @param {string[]} lines */
  const loop = (settings, lines) => {
    const triggers = settings.faqRules.map((/** @type {any} */ rule) => rule.triggers.map((/** @type {string} */ trigger) => trigger.toLowerCase()));
    let fired = 0;
    const answer = (/** @type {string} */ line) => {
      const text = line.toLowerCase();
      for (const rule of triggers) for (const trigger of rule) if (text.includes(trigger)) return 1;
      return 0;
    };
    const ms = timed(() => {
      for (const line of lines) fired += answer(line);
    });
    return (lines.length / ms) * 1000;
  };

  const loaded = lab.load(text);
  const handOver = best(Array.from({ length: runs }, () => timed(() => lab.load(text)))) / loaded.lines;
  lab.prepare('{}', '{}');
  while (lab.step(10_000));
  const all = lab.rows(false, 0, lab.count(false)).filter((/** @type {any} */ row) => row.who === 'viewer');
  const lines = all.map((/** @type {any} */ row) => row.text);
  const rates = [];
  for (const count of rules) {
    const settings = settingsOf(count);
    // Enough of them for the clock, no more than anybody has patience for.
    const some = lines.slice(0, Math.max(500, Math.floor(20_000_000 / count)));
    const pairs = Array.from({ length: runs }, () => [engine(settings), loop(settings, some)]);
    rates.push({ rules: count, engine: Math.max(...pairs.map(([rate]) => rate)), loop: Math.max(...pairs.map(([, rate]) => rate)) });
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { handOver: handOver * 1000, rates };
}

/** @returns {Promise<Figures>} */
export async function engineFigures(runs = 3) {
  const { chat: name, text } = chat();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      if (!pathname.startsWith('/pkg/')) return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
      const contentType = pathname.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
      return route.fulfill({ contentType, body: readFileSync(path.join(ROOT, 'extension', pathname)) });
    });
    await page.goto(`${ORIGIN}/`);
    return { chat: name, ...(await page.evaluate(measure, { text, rules: RULES, runs })) };
  } finally {
    await browser.close();
  }
}

/** Prints a figure, and writes it where `./build.sh bench` gathers them. */
function figure(what, value, unit, budget = null) {
  const digits = value >= 100 ? 0 : 2;
  console.log(`${what}: ${value.toFixed(digits)} ${unit}${budget ? `  (wanted: ${budget})` : ''}`);
  if (process.env.BENCH_FIGURES) appendFileSync(process.env.BENCH_FIGURES, `${JSON.stringify({ what, value, unit, budget })}\n`);
}

/** @param {Figures} figures */
function report({ chat: name, handOver, rates }) {
  figure(`handing a line over to the wasm, parsing included, ${name}`, handOver, 'µs', 'at most 1');
  for (const { rules, engine, loop } of rates) {
    figure(`engine, wasm, ${rules} rules, ${name}`, engine, 'lines/s', rules === 1_000 ? 'at least 1 M' : null);
    figure(`plain JS loop, ${rules} rules, ${name}`, loop, 'lines/s');
    const wanted = { 1_000: 'at least 10', 10_000: 'at least 100' }[rules] ?? null;
    figure(`engine, wasm, over the plain JS loop, ${rules} rules, ${name}`, engine / loop, 'x', wanted);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) report(await engineFigures());
