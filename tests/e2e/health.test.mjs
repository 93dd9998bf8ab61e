// Role: what a seller notices of a site's health: writing that is off until wanted, own selectors that do not fit, and the
// report of a page. Must not: test how chats are read; that is platforms.test.mjs.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PageServer } from '../fixtures/pages/server.mjs';
import { until } from './browser.mjs';
import { PlainBrowser } from './plain-browser.mjs';

/** @type {PageServer} */
let server;
/** @type {PlainBrowser} */
let browser;
/** @type {import('./plain-browser.mjs').Desk} */
let desk;
/** @type {import('puppeteer-core').Page} */
let page;

before(async () => {
  server = await new PageServer().start();
  browser = await PlainBrowser.start({ args: server.arguments });
  desk = await browser.seller();
  await desk.command({ type: 'change_settings', patch: { botActive: true, welcomeEnabled: false } });
  page = await browser.open('https://www.ebay.com/ebaylive/events/ev1/player.html');
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const ask = (/** @type {string} */ viewer) => page.evaluate((viewer) => window.fixture.say(viewer, 'how much is shipping?'), viewer);
const accepted = () => page.evaluate(() => window.fixture.accepted.length);
/** Waits until the toolbar says so. @param {string} text @param {RegExp} title */
const badge = (text, title) => until(`the badge says "${text}" and ${title}`, () => desk.page.evaluate(async () => [await chrome.action.getBadgeText({}), await chrome.action.getTitle({})])
  .then((/** @type {string[]} */ [shown, told]) => shown === text && title.test(told)));

test('where writing is unproven nothing is typed until the seller wants it', async () => {
  const stream = await desk.stream('ebay');
  assert.deepEqual([stream.canWrite, stream.reason], [false, 'Writing is off for this site until you switch it on.']);
  await badge('!', /cannot write/);
  await ask('anna');
  await desk.counted(1);
  assert.equal(await page.evaluate(() => window.fixture.tries), 0);
  await desk.writeOn('ebay');
  await desk.stream('ebay', (stream) => stream.reading && stream.canWrite);
  await badge('', /^BuzzChat$/);
  await ask('ben');
  await until('the reply is typed', accepted);
  await desk.command({ type: 'change_settings', patch: { botActive: false } });
  await badge('off', /./);
  await desk.command({ type: 'change_settings', patch: { botActive: true } });
});

const chosen = (/** @type {any} */ view) => view.pages.find((/** @type {any} */ held) => held.site === 'ebay');

test('an own selector that does not fit is told, and stops no other site', async () => {
  const found = async (/** @type {RegExp} */ reason) => until(`${reason} is told`, async () => reason.test(chosen(await desk.view())?.reason ?? ''));
  await desk.tell({ type: 'site', site: 'ebay', overrides: { item: 'li[[' } });
  await found(/^The selector for the chat line is not valid\.$/);
  await desk.tell({ type: 'site', site: 'ebay', overrides: { item: 'li[data-id]', author: '[class*="chatAuthor-"]', text: '.not-there' } });
  await desk.stream('ebay');
  for (let n = 0; n < 6; n += 1) await ask(`cem${n}`);
  await found(/changed its chat/);
  await desk.tell({ type: 'site', site: 'ebay', overrides: { steps: 'li' } });
  await until('the reason is shown', async () => (await desk.view()).sites.find((/** @type {any} */ known) => known.site === 'ebay').problem === '"steps" is nothing that can be set for a site.');
  assert.deepEqual((await desk.view()).sites.filter((/** @type {any} */ known) => known.problem).length, 1);
  await desk.stream('ebay');
  await desk.tell({ type: 'site', site: 'ebay', overrides: {} });
  assert.deepEqual(browser.errors, []);
});

test('the report of a page says what was found and holds nothing of the chat', async () => {
  await desk.stream('ebay');
  const { popup } = desk;
  await popup.bringToFront();
  await (await popup.waitForSelector('.page-check button'))?.click();
  const text = await (await popup.waitForSelector('.page-check pre'))?.evaluate((element) => element.textContent ?? '') ?? '';
  assert.match(text, /adapter ebay revision \d+\nhttps:\/\/www\.ebay\.com\/ebaylive\/events\/\*\/\* is a live chat/);
  assert.match(text, /^\d{2,} × item: li\[data-id\] → li\[data-id\]$/m);
  assert.match(text, /^1 × input: textarea\.msg-content/m);
  for (const secret of ['early1', 'here before you', 'shipping', 'ev1', 'anna', 'x91ab']) assert.ok(!text.includes(secret), secret);
});
