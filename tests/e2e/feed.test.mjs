// The running show as the side panel hears it, a line tried, and a quick reply pressed on the stream page: through the real
// worker.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Relay } from '../relay.mjs';
import { Browser, openDemo, until } from './browser.mjs';
import { Seller, hear, ownLines, say } from './seller.mjs';

/** @type {Relay} */ let relay;
/** @type {Browser} */ let browser;
/** @type {Seller} */ let seller;
/** @type {import('playwright-core').Page} */ let page;

before(async () => {
  relay = await new Relay().start();
  browser = await Browser.start();
  seller = await Seller.sitDown(browser);
  await seller.switchOn();
  page = await openDemo(browser, `${relay.url}/demo`);
  await until('the page is read', async () => (await seller.view()).streams[0]?.reading);
});

after(async () => {
  await browser?.close();
  await relay?.stop();
});

/** Follows from now on, in the popup's page. */
const follow = () =>
  seller.popup.evaluate(() => {
    const heard = /** @type {any[]} */ ((/** @type {any} */ (window).heard = []));
    const port = chrome.runtime.connect({ name: 'ui' });
    port.onMessage.addListener((update) => update.type === 'feed' && heard.push(update.items));
    port.postMessage({ type: 'follow' });
  });
/** @returns {Promise<any[][]>} */
const heard = () => seller.popup.evaluate(() => /** @type {any} */ (window).heard);

test('who follows hears what was before, and then what comes', async () => {
  await say(page, 'ann', 'how long does shipping take?');
  await hear(page, /^@ann Shipping takes/);
  await follow();
  await until('what was before is told', async () => (await heard()).length > 0);
  const [before] = await heard();
  const line = before.find((item) => item.type === 'line' && item.viewer === 'ann');
  assert.deepEqual(line.did.map((/** @type {any} */ did) => did.what), ['welcomed', 'asked']);
  await say(page, 'bob', 'hello there');
  await until('bob is told', async () => (await heard()).flat().some((item) => item.viewer === 'bob'));
  await until('the answer is told', async () => (await heard()).flat().some((item) => item.type === 'sent' && item.text.startsWith('@ann')));
  const numbers = (await heard()).flat().map((item) => item.n);
  assert.deepEqual(numbers, numbers.map((_, index) => index + 1));
});

test('a tried line is answered as it would stand in the chat, and nothing comes of it', async () => {
  const { trial } = await seller.ask({ type: 'try', line: 'what about shiping' });
  assert.deepEqual([trial.rule.id, trial.rule.how, trial.rule.reply], ['faq_shipping', 'typo', '@viewer Shipping takes 3-5 business days.']);
  assert.equal((await ownLines(page)).filter(({ text }) => text.startsWith('@viewer')).length, 0);
});

test('a key presses a quick reply, and one that was edited says its new text', async () => {
  await page.bringToFront();
  await page.keyboard.press('1');
  await hear(page, /^SOLD! 🔥$/);
  const edit = { change: { text: 'GONE!' } };
  assert.deepEqual(await seller.command({ type: 'edit_item', list: 'quickReplies', item: 'quick_sold', edit }), { type: 'done' });
  await page.keyboard.press('1');
  await hear(page, /^GONE!$/);
});
