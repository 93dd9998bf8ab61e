// Role: the extension is updated, its worker is stopped, the browser saves memory, and the seller leaves and comes back, while
// a stream goes on. Must not: test how chats are read; that is platforms.test.mjs.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PageServer } from '../fixtures/pages/server.mjs';
import { until } from './browser.mjs';
import { PlainBrowser } from './plain-browser.mjs';

const EBAY = 'https://www.ebay.com/ebaylive/events/ev1/player.html';

/** @type {PageServer} */
let server;
before(async () => { server = await new PageServer().start(); });
after(() => server.stop());

/** A browser with one stream open, and the desk at which its lines are counted. @param {any} t */
async function show(t) {
  const browser = await PlainBrowser.start({ args: server.arguments });
  t.after(() => browser.close());
  const page = await browser.open(EBAY);
  const desk = await browser.seller();
  await desk.stream('ebay');
  return { browser, page, desk };
}

/** @param {import('puppeteer-core').Page} page @param {string[]} texts */
const say = (page, texts) => page.evaluate((texts) => texts.forEach((text) => /** @type {any} */ (window).fixture.say('ann', text)), texts);

/** What was counted, once nothing more comes. @param {import('./plain-browser.mjs').Desk} desk @param {number} lines */
async function settled(desk, lines) {
  await desk.counted(lines);
  // Lines read are told every five seconds: one counted twice would show by then.
  await new Promise((resolve) => setTimeout(resolve, 5_500));
  return (await desk.view()).totals.linesRead;
}

test('an update reaches the pages that are open, and no line between the two versions is missed', async (t) => {
  const { browser, page, desk } = await show(t);
  await say(page, ['one', 'two', 'two']);
  await desk.counted(3);
  await Promise.all([
    desk.popup.evaluate(() => chrome.runtime.reload()).catch(() => {}),
    say(page, ['at the moment of the update']),
  ]);
  await say(page, ['while nobody reads']);
  await until('the old version has closed its pages', () => desk.popup.isClosed());
  await say(page, ['while the new one starts']);
  const after = await until('the new version opens its own', () => browser.seller().catch(() => null));
  await after.stream('ebay');
  await say(page, ['read by the new version']);
  assert.equal(await settled(after, 7), 7);
  assert.deepEqual(browser.errors, []);
});

test('a worker that is stopped comes back, and every line is counted once', async (t) => {
  const { browser, page, desk } = await show(t);
  for (let round = 0; round < 3; round += 1) {
    await say(page, ['before', 'before']);
    await Promise.all([browser.stopWorker(), say(page, ['meanwhile'])]);
    await say(page, ['after']);
  }
  assert.equal(await settled(desk, 12), 12);
});

test('a page back from the history is read on, with what it showed on its return', async (t) => {
  const { page, desk } = await show(t);
  await page.bringToFront();
  await say(page, ['before']);
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => {
      Object.assign(window, { persisted });
      /** @type {any} */ (window).fixture.say('bob', 'on return');
    });
  });
  await page.goto('https://www.ebay.com/ebaylive/events/other');
  await page.goBack();
  assert.equal(await page.evaluate(() => /** @type {any} */ (window).persisted), true, 'the browser kept the page');
  await say(page, ['after']);
  await desk.stream('ebay');
  assert.equal(await settled(desk, 3), 3);
});

test('the browser may not put a tab away while a stream is read there', async (t) => {
  const { page, desk } = await show(t);
  const disposable = () => desk.page.evaluate(async () => (await chrome.tabs.query({})).map((tab) => tab.autoDiscardable));
  await until('one tab is kept', async () => (await disposable()).filter((may) => !may).length === 1);
  await page.goto('about:blank');
  await until('no tab is kept', async () => (await disposable()).every(Boolean));
});
