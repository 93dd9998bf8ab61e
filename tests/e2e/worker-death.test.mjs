// Walk C: the worker is stopped again and again during a show.
// @ts-check

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, Relay } from '../relay.mjs';
import { Browser, openDemo, pair, until } from './browser.mjs';
import { Seller, listen, ownLines, stats, surplus } from './seller.mjs';

test('the worker is stopped five times during a show', async (t) => {
  const relay = await new Relay().start();
  const browser = await Browser.start();
  t.after(async () => { await browser.close(); await relay.stop(); });
  const seller = new Seller(await pair(browser, relay));
  await seller.switchOn();
  await seller.openGiveaway();
  const api = new Api(relay.url, await relay.apiKey());
  const page = await openDemo(browser, `${relay.url}/demo`);
  await until('the page is read', async () => (await seller.view()).streams[0]?.reading);
  await page.goto(`${relay.url}/demo?show=1&speed=4&loop=0`);
  const asked = await listen(page);
  const births = new Set();
  for (let stops = 0; stops < 5; stops += 1) {
    await new Promise((resolve) => setTimeout(resolve, 3_000 + stops * 411));
    births.add(await browser.workerBirth());
    await browser.stopWorker();
    await page.bringToFront();
  }
  await until('the show is over', async () => !(await stats(page)).playing, 60_000);
  await seller.rest();

  births.add(await browser.workerBirth());
  assert.equal(births.size, 6, 'the worker was really started anew each time');
  const lines = await ownLines(page);
  const texts = lines.map(({ text }) => text);
  const { viewerLines, ownLines: own, refused } = await stats(page);
  const { data } = (await api.call('GET', '/analytics?period=all')).body;
  assert.deepEqual(surplus(texts, await asked()), [], 'nobody is answered or welcomed more often than they asked or came');
  assert.equal(data.linesRead, viewerLines, 'every viewer line is counted once');
  const view = await seller.view();
  assert.deepEqual(view.queue, []);
  assert.equal(data.allLines, own, 'every line that stands in the chat is known as sent');
  t.diagnostic(`${viewerLines} lines read, ${own} said, refused by the page: ${JSON.stringify(refused)}`);
  assert.deepEqual(browser.errors, []);
});
