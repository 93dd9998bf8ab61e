// Role: what a seller notices of a site's health: writing that is off until wanted, own selectors that do not fit, and the
// report of a page. Must not: test how chats are read; that is platforms.test.mjs.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PageServer, siteOf } from '../fixtures/pages/server.mjs';
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
  page = await browser.open((await siteOf('ebay')).url);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const ask = (/** @type {string} */ viewer) => page.evaluate((viewer) => window.fixture.say(viewer, 'how much is shipping?'), viewer);
const accepted = () => page.evaluate(() => window.fixture.accepted.length);

test('where writing is unproven nothing is typed until the seller wants it', async () => {
  const stream = await desk.stream('ebay');
  assert.deepEqual([stream.canWrite, stream.reason], [false, 'Writing is off for this site until you switch it on.']);
  await ask('anna');
  await desk.counted(1);
  assert.equal(await page.evaluate(() => window.fixture.tries), 0);
  await desk.writeOn('ebay');
  await desk.stream('ebay', (stream) => stream.reading && stream.canWrite);
  await ask('ben');
  await until('the reply is typed', accepted);
});
