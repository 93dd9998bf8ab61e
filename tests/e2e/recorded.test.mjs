// Role: a chat that really was, at twenty times its speed, through pages as YouTube and Whatnot build them: every line is counted
// once. A twentieth of it, with its densest minute, unless SOAK is set; skipped where the recording is not at hand.
// Must not: hold a line of the recording.
// @ts-check

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { PageServer, siteOf } from '../fixtures/pages/server.mjs';
import { ROOT } from '../relay.mjs';
import { until } from './browser.mjs';
import { PlainBrowser } from './plain-browser.mjs';
import { pause } from './show.mjs';

const RECORDING = path.join(ROOT, '../shared/chat/youtube-irl.csv');
const SPEED = 20;
const PART = 20;
/** What comes late or twice has come by then: rows without an author wait, and the watchdog looks again. */
const REST_MS = 2_000;
/** Lines read are told every five seconds. */
const TOLD_MS = 6_000;
const LONGEST_MS = 400_000;
/** So many rows Whatnot's list draws at least. A line that it passes over before it draws the next frame is on no page. */
const ROWS = 32;


/** @typedef {[number, string, string]} Line when, who and what */
/** @type {PageServer} */ let server;
/** @type {PlainBrowser} */ let browser;
/** @type {import('./plain-browser.mjs').StreamDesk} */ let desk;
let said = 0;

const skip = existsSync(RECORDING) ? false : 'the recording is not on this machine';

before(async () => {
  if (skip) return;
  server = await new PageServer().start();
  browser = await PlainBrowser.start({ args: server.arguments });
  desk = await browser.seller();
  // The bot answers, so that lines of its own stand between the viewers'.
  await desk.command({ type: 'change_settings', patch: { botActive: true, faqRules: [{ triggers: ['hello'], reply: 'Welcome to the stream.' }] } });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** @returns {Line[]} */
function recording() {
  const [, ...rows] = readFileSync(RECORDING, 'utf8').trimEnd().split(/\r?\n/);
  const lines = rows.map((row) => {
    const [at, author, text] = cells(row);
    return /** @type {Line} */ ([Number(at) / SPEED, author, text]);
  });
  return process.env.SOAK ? lines : densest(lines, Math.ceil(lines.length / PART));
}

/** @param {string} row */
const cells = (row) => [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);

/** So many lines in a row, from where the densest minute begins. @param {Line[]} lines @param {number} count */
function densest(lines, count) {
  let first = 0;
  let most = 0;
  for (let from = 0, to = 0; from < lines.length; from += 1) {
    while (to < lines.length && lines[to][0] < lines[from][0] + 60_000 / SPEED) to += 1;
    if (to - from > most) [first, most] = [from, to - from];
  }
  const start = Math.min(first, lines.length - count);
  return lines.slice(start, start + count).map(([at, author, text]) => [at - lines[start][0], author, text]);
}

const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`;

/** How often each line is there. @param {string[][]} lines authors and texts */
function tally(lines) {
  const counts = new Map();
  for (const [author, text] of lines) {
    const line = `${author}: ${text.replace(/\s+/g, ' ').trim()}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return counts;
}

/** The lines that are there more often than in the other list, with how much more often. @param {string[][]} lines @param {string[][]} others */
function surplus(lines, others) {
  const held = tally(others);
  return [...tally(lines)].map(([line, count]) => /** @type {const} */ ([line, count - (held.get(line) ?? 0)])).filter(([, more]) => more > 0);
}

/** What the worker is told from now on, by the numbers under which a page tells its lines. */
async function listen() {
  const worker = await (await browser.worker()).worker();
  assert.ok(worker);
  await worker.evaluate(() => {
    const told = (self.told = []);
    const note = (message) => message.type === 'lines' && message.lines.forEach((line, n) => (told[message.first + n] = line));
    chrome.runtime.onConnect.addListener((port) => port.onMessage.addListener(note));
  });
  return () => worker.evaluate(() => self.told.filter(({ own, kind }) => !own && kind === 'chat').map(({ author, text }) => [author, text]));
}

/**
 * Lets the chat be said, and tells how many lines were drawn in a frame where rows know their lines.
 * @param {import('puppeteer-core').Frame} chat @param {Line[]} lines @param {number} [most] so many in a frame
 */
async function perform(chat, lines, most) {
  await chat.evaluate((lines, most) => {
    const drawn = new Set();
    const look = () => {
      for (const { line } of document.querySelectorAll('[data-testid="chat-message"]')) if (line && !line.own) drawn.add(line);
      requestAnimationFrame(look);
    };
    look();
    const before = drawn.size;
    window.drawn = () => drawn.size - before;
    void window.fixture.replay(lines, most ?? undefined);
  }, lines, most ?? null);
  await until('all is said', () => chat.evaluate((count) => window.fixture.viewerLines === count, lines.length), LONGEST_MS);
}

/**
 * @param {import('node:test').TestContext} t
 * @param {{ id: string, query?: string, most?: number }} way
 */
async function replay(t, { id, query = '', most }) {
  const told = await listen();
  const { url, frame } = await siteOf(id);
  const page = await browser.open(url + query);
  const chat = frame ? await page.waitForFrame((held) => frame.test(held.url())) : page.mainFrame();
  await desk.stream(id);
  const lines = recording();
  const began = Date.now();
  await perform(chat, lines, most);
  const took = Date.now() - began;
  await until('as many are told', async () => (await told()).length >= lines.length, 10_000).catch(() => {});
  await pause(REST_MS);
  const { drawn, own } = await chat.evaluate(() => ({ drawn: window.drawn(), own: window.fixture.accepted.length }));
  const counted = await told();
  await page.close();
  t.diagnostic(`${lines.length} lines of ${seconds(lines[lines.length - 1][0])} in ${seconds(took)}, ${own} of the bot, ${drawn} drawn, ${counted.length} counted`);
  if (most) assert.equal(drawn, lines.length, 'the page draws each line for a frame');
  const wanted = lines.map(([, author, text]) => [author, text]);
  assert.deepEqual({ missed: surplus(wanted, counted), twice: surplus(counted, wanted) }, { missed: [], twice: [] });
  said += lines.length;
}

test('YouTube', { skip }, (t) => replay(t, { id: 'youtube' }));

test('Whatnot, whose socket is heard', { skip }, (t) => replay(t, { id: 'whatnot' }));

test('Whatnot, rows alone', { skip }, (t) => replay(t, { id: 'whatnot', query: '?socket=off', most: ROWS / 4 }));

test('the totals hold each line once', { skip }, async () => {
  await desk.counted(said);
  await pause(TOLD_MS);
  assert.equal((await desk.view()).totals.linesRead, said);
  assert.deepEqual(browser.errors, []);
});
