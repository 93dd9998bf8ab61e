// The walks A and B in Firefox, where the worker is an event page: switched on, paired, asked and answered, counted.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api, Relay } from '../relay.mjs';
import { until } from './browser.mjs';
import { Firefox } from './firefox-browser.mjs';
import { hear, ownLines, say, stats } from './seller.mjs';

/** @type {Relay} */ let relay;
/** @type {Firefox} */ let browser;
/** @type {import('./firefox-browser.mjs').Popup} */ let popup;
/** @type {Api} */ let api;
/** @type {any} */ let page;

before(async () => {
  relay = await new Relay().start();
  browser = await Firefox.start();
  popup = await browser.popup();
  await popup.switchOn();
  await popup.pair(relay);
  api = new Api(relay.url, await relay.apiKey());
  page = await browser.newPage();
  await page.goto(`${relay.url}/demo`);
  await popup.stream('demo', (stream) => stream.reading && stream.canWrite);
});

after(async () => {
  await browser?.close();
  await relay?.stop();
});

test('a question is answered and a newcomer welcomed', async () => {
  await say(page, 'ann', 'how long does shipping take?');
  await hear(page, /^@ann Shipping takes/);
  await hear(page, /^Welcome to the stream, ann!$/);
});

test('a message sent through the API appears once', async () => {
  const { status } = await api.call('POST', '/messages/send', { message: 'Flash sale! 20% off' });
  assert.equal(status, 200);
  await hear(page, /^Flash sale! 20% off$/);
  assert.equal((await ownLines(page)).filter(({ text }) => text === 'Flash sale! 20% off').length, 1);
});

test('the analytics of relay, popup and page agree', async () => {
  const counted = async () => (await api.call('GET', '/analytics?period=all')).body.data;
  const { ownLines: own, viewerLines } = await stats(page);
  await until('the relay has heard of every line', async () => (await counted()).linesRead === viewerLines);
  const { allLines, questionsAnswered, viewersWelcomed } = await counted();
  assert.deepEqual([allLines, questionsAnswered, viewersWelcomed], [own, 1, 1]);
  const { totals } = await popup.view();
  assert.deepEqual([totals.linesRead, totals.questionsAnswered, totals.viewersWelcomed], [viewerLines, 1, 1]);
});

test('a site taken away in the browser is asked for in the popup, and read again', async () => {
  await popup.popup.evaluate(() => chrome.permissions.remove({ origins: ['http://127.0.0.1/*'] }));
  await page.reload();
  await until('nothing is read', async () => !(await popup.view()).streams.some(({ reading }) => reading));
  await popup.click('tab', 'Home');
  await popup.click('button', 'Allow');
  await popup.popup.waitForSelector('::-p-text(Now reload)');
  await page.reload();
  await popup.stream('demo', (stream) => stream.reading);
  await say(page, 'bob', 'do you take a payment by card?');
  await hear(page, /^@bob We take/);
});

test('no page had an error', () => {
  assert.deepEqual(browser.errors, []);
});
