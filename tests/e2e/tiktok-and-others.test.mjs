// Role: what is special to TikTok, Facebook, Instagram, eBay and the plain chat pages, each at its own address; what all sites
// share is in the table.
// Must not: emulate anything of the browser.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PageServer } from '../fixtures/pages/server.mjs';
import { until } from './browser.mjs';
import { Overheard } from './overheard.mjs';
import { PlainBrowser } from './plain-browser.mjs';
import { SETTINGS } from './show.mjs';

/** @type {PageServer} */ let server;
/** @type {PlainBrowser} */ let browser;
/** @type {import('./plain-browser.mjs').StreamDesk} */ let desk;
/** @type {Overheard} */ let overheard;

before(async () => {
  server = await new PageServer().start();
  browser = await PlainBrowser.start({ args: server.arguments });
  desk = await browser.seller();
  overheard = await Overheard.from(browser);
  await desk.command({ type: 'change_settings', patch: SETTINGS });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** @param {import('puppeteer-core').Page} page @param {string} site */
async function isRead(page, site) {
  await page.bringToFront();
  return desk.stream(site);
}

/** @param {import('puppeteer-core').Page | import('puppeteer-core').Frame} page @param {[string, string, object?][]} lines */
const say = (page, ...lines) => page.evaluate((lines) => lines.forEach(([author, text, more]) => window.fixture.say(author, text, more)), lines);

/** @param {import('puppeteer-core').Page | import('puppeteer-core').Frame} page */
const accepted = (page) => page.evaluate(() => window.fixture.accepted.map(({ text }) => text));

/** The lines of viewers the worker got since the last call. @param {number} count */
async function hear(count) {
  const lines = (await overheard.lines(count)).filter((line) => !line.own);
  return lines.map(({ author, text, kind, roles }) => [author, text, kind, ...roles]);
}

/** The one answer to one question. @param {import('puppeteer-core').Page | import('puppeteer-core').Frame} page */
async function answers(page, viewer = 'ann') {
  await say(page, [viewer, 'how long does shipping take?']);
  await until(`${viewer} is answered`, async () => (await accepted(page)).some((text) => text.includes(`@${viewer} `)));
}

const PLAIN = [
  ['http://localhost/room7', 'generic'],
  ['http://localhost/room8?box=input', 'generic'],
  ['https://www.whatnot.com/live/room9?box=textarea', 'whatnot'],
  ['https://www.whatnot.com/live/room10?box=input', 'whatnot'],
];
for (const [address, site] of PLAIN) {
  test(`${address}: a plain chat of test ids is read and written to, and no other form of the page`, async () => {
    const page = await browser.open(address);
    await isRead(page, site);
    await say(page, ['kim', '', { kind: 'join' }], ['ben', 'hi'], ['ben', 'hi']);
    assert.deepEqual(await hear(3), [['kim', 'joined', 'join'], ['ben', 'hi', 'chat'], ['ben', 'hi', 'chat']]);
    await answers(page);
    assert.equal(await page.evaluate(() => window.searches), 0);
    assert.equal((await accepted(page)).length, 1);
    await page.close();
    await hear(1);
  });
}

test('a page of this machine without a chat is no stream', async () => {
  const page = await browser.open('http://localhost/docs');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const view = await desk.view();
  assert.deepEqual(view.streams.filter(({ stream }) => stream.channel === 'docs'), []);
  await page.close();
});

for (const keys of ['place', 'item']) {
  test(`TikTok, rows keyed by ${keys}: gifts, follows, badges and the strip of newcomers are told apart, the site's own row is not read`, async () => {
    const page = await browser.open(`https://www.tiktok.com/@by${keys}/live?keys=${keys}`);
    await isRead(page, 'tiktok');
    await say(page, ['mo', 'hello', { role: 'moderator' }], ['sue', 'hello', { role: 'member' }], ['gus', '3', { kind: 'gift' }]);
    await say(page, ['fay', '', { kind: 'follow' }], ['sam', '', { kind: 'share' }]);
    const rows = [['mo', 'hello', 'chat', 'moderator'], ['sue', 'hello', 'chat', 'member'], ['gus', 'sent x 3', 'gift'], ['fay', 'followed the host', 'follow'], ['sam', 'shared the LIVE', 'share']];
    assert.deepEqual(await hear(5), rows);
    for (const author of ['kim', 'lee', 'kim']) {
      await say(page, [author, '', { kind: 'join' }], [author, 'hi']);
      assert.deepEqual((await hear(2)).sort(), [[author, 'hi', 'chat'], [author, `${author} joined`, 'join']]);
    }
    await answers(page);
    assert.equal((await accepted(page)).length, 1);
    await page.close();
    await hear(1);
  });
}

for (const address of ['https://www.ebay.com/ebaylive/events/ev7', 'https://www.ebay.com/ebaylive/events/ev8/player.html']) {
  test(`${address}: the player is read and not the page around it, and a sale is told once although its timer runs on`, async () => {
    const page = await browser.open(address);
    const { stream } = await isRead(page, 'ebay');
    assert.equal(stream.channel, /ev\d/.exec(address)?.[0]);
    const player = page.frames().at(-1);
    await say(player, ['ann', 'hi'], ['bob', 'Card pack', { kind: 'sold' }]);
    assert.deepEqual(await hear(2), [['ann', 'hi', 'chat'], ['', 'Card pack $12.00 bob Sold', 'sold']]);
    // The timer goes on for a while.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await say(player, ['cem', 'Sneakers', { kind: 'sold' }]);
    assert.deepEqual(await hear(1), [['', 'Sneakers $12.00 cem Sold', 'sold']]);
    assert.equal((await desk.view()).streams.filter(({ stream: held }) => held.site === 'ebay' && held.channel === stream.channel).length, 1);
    await page.close();
  });
}

test('TikTok: who is logged out is told, and so is who may not write', async () => {
  const page = await browser.open('https://www.tiktok.com/@seller2/live');
  await isRead(page, 'tiktok');
  await page.evaluate(() => window.fixture.set({ disabled: true }));
  await desk.stream('tiktok', ({ canWrite, reason }) => !canWrite && /switched off/.test(reason));
  await page.evaluate(() => window.fixture.set({ disabled: false, loggedOut: true }));
  await desk.stream('tiktok', ({ canWrite, reason }) => !canWrite && /Log in/.test(reason));
  await page.evaluate(() => window.fixture.set({ loggedOut: false }));
  await desk.stream('tiktok', ({ canWrite }) => canWrite);
  await page.close();
});
