// The tap on Whatnot's chat socket: what the list cannot show is counted all the same, and nothing that both bring counts twice.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PageServer, siteOf } from '../fixtures/pages/server.mjs';
import { PlainBrowser } from './plain-browser.mjs';

/** Longer than anything in a fixture page or the worker waits: what comes twice has come by then. */
const REST_MS = 4_000;

/** @type {PageServer} */ let server;
/** @type {PlainBrowser} */ let browser;
/** @type {import('./plain-browser.mjs').StreamDesk} */ let desk;
/** @type {import('../fixtures/pages/server.mjs').Site} */ let site;

before(async () => {
  server = await new PageServer().start();
  browser = await PlainBrowser.start({ args: server.arguments });
  site = await siteOf('whatnot');
  desk = await browser.seller();
  await desk.command({ type: 'change_settings', patch: { botActive: true } });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const read = async () => (await desk.view()).totals.linesRead;
const rest = () => new Promise((resolve) => setTimeout(resolve, REST_MS));

/** Waits until so many lines more than before are counted, and then for one too many. @param {number} before @param {number} lines */
async function exactly(before, lines) {
  await desk.counted(before + lines);
  await rest();
  assert.equal((await read()) - before, lines);
}

/** Lines of viewers, all in one turn. @param {import('puppeteer-core').Page} page @param {number} count @param {string} text */
const burst = (page, count, text) =>
  page.evaluate((count, text) => { for (let n = 0; n < count; n += 1) window.fixture.say(`viewer${n % 60}`, `${text} 👋 ${n}`); }, count, text);

/** A tab behind the others, which was never shown. @param {string} url */
async function behind(url) {
  const marked = `${url}?behind`;
  const found = browser.browser.waitForTarget((target) => target.url() === marked);
  await desk.popup.evaluate((url) => void chrome.tabs.create({ url, active: false }), marked);
  const page = await (await found).page();
  assert.ok(page);
  return page;
}

test('five hundred lines in one turn, far more than the list renders, are each counted once', async () => {
  const page = await browser.open(site.url);
  await desk.stream('whatnot');
  const before = await read();
  await burst(page, 500, 'burst');
  await page.evaluate(() => { window.fixture.say('twin', 'hi'); window.fixture.say('twin', 'hi'); });
  await exactly(before, 502);
  await page.close();
});

test('a tab that was never shown says so until the socket brings lines, and then counts them all', async () => {
  const page = await behind(site.url);
  const held = await desk.stream('whatnot', (stream) => stream.reason);
  assert.match(held.reason, /open the tab/);
  assert.equal(await page.evaluate(() => document.visibilityState), 'hidden');
  const before = await read();
  await burst(page, 120, 'unseen');
  await exactly(before, 120);
  assert.equal(await page.evaluate(() => document.querySelectorAll('[data-testid="chat-message"]').length), 0, 'the list stayed empty');
  assert.equal((await desk.stream('whatnot', (stream) => stream.reading)).reason, null);
  // Shown at last, the list fills with what was counted already.
  await page.bringToFront();
  await page.waitForSelector('[data-testid="chat-message"]');
  await burst(page, 5, 'seen');
  await exactly(before, 125);
  await page.close();
});

test('when the socket closes, the list is counted from there', async () => {
  const page = await browser.open(site.url);
  await desk.stream('whatnot');
  const before = await read();
  await burst(page, 10, 'by socket');
  await desk.counted(before + 10);
  await page.evaluate(() => window.fixture.hangUp());
  await burst(page, 10, 'by page');
  await exactly(before, 20);
  await page.close();
});

test('rows that a script of the page forges for the tap do no harm', async () => {
  const page = await browser.open(site.url);
  await desk.stream('whatnot');
  const before = await read();
  await page.evaluate(() => {
    const line = { author: 'eve', text: 'hi', kind: 'chat', roles: [] };
    const forged = [null, 7, '{', '[]', 'null', {}, { ...line, author: {} }, { ...line, text: 'x'.repeat(5000) }, { ...line, kind: 'sold' }, { ...line, author: '' }];
    for (const one of forged) document.dispatchEvent(new CustomEvent('buzzchat:tap', { detail: typeof one === 'object' && one ? JSON.stringify(one) : one }));
  });
  await burst(page, 3, 'honest');
  await exactly(before, 3);
  await page.close();
});

test('no page had an error', () => {
  assert.deepEqual(browser.errors, []);
});
