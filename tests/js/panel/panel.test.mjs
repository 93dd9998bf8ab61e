// @ts-check
// Role: what stands around the feed: pause, streams, giveaway, queue, quick replies; and axe over all of it.
// Must not: test what popup and panel share beyond that it is there.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaints } from '../axe.mjs';
import { commands, commandsOnce, openPanel, openPopup, sampleView, start, stop } from '../popup/stage.mjs';
import { busyShow } from './shown-lines.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page @param {RegExp} name */
const openTab = (page, name) => page.getByRole('tab', { name }).click();
const press = (/** @type {Page} */ page, /** @type {string | RegExp} */ name) => page.getByRole('button', { name }).click();

test('pause and resume are one press each', async () => {
  const page = await openPanel();
  await page.getByRole('status').filter({ hasText: 'Answering' }).waitFor();
  await press(page, 'Pause');
  await page.getByRole('status').filter({ hasText: 'Paused' }).waitFor();
  await press(page, 'Resume');
  await page.getByRole('status').filter({ hasText: 'Answering' }).waitFor();
  assert.deepEqual((await commandsOnce(page, 2)).map(({ patch }) => patch), [{ botActive: false }, { botActive: true }]);
});

test('trouble with a stream is told before what goes well, and unfolds', async () => {
  const page = await openPanel();
  const summary = page.getByRole('button', { name: /^YouTube: Log in to this site/ });
  assert.equal(await summary.getAttribute('aria-expanded'), 'false');
  await summary.click();
  await page.getByText('friday-show').waitFor();
  const good = sampleView();
  good.streams = good.streams.map((held) => ({ ...held, canWrite: true, reason: null }));
  await page.evaluate((streams) => /** @type {any} */ (window).fake.show({ streams }), good.streams);
  await page.getByRole('button', { name: '2 streams: reading and writing' }).waitFor();
});

test('a quick reply is sent by one press, and a refusal is told', async () => {
  const page = await openPanel();
  await page.evaluate(() => void (/** @type {any} */ (window).fake.answers = { send_message: { type: 'message', message: 'msg_1', at: 1 } }));
  await press(page, 'SOLD! 🔥');
  await page.getByText('SOLD! 🔥 – It is in the chat').waitFor();
  assert.deepEqual(await commands(page), [{ type: 'send_message', message: 'SOLD! 🔥', delay: 0 }]);
  await page.evaluate(() => void (/** @type {any} */ (window).fake.refuse = { send_message: { code: 'BOT_INACTIVE', message: 'The bot is not active' } }));
  await press(page, /^Next item/);
  await page.getByRole('alert').filter({ hasText: 'The bot is not active' }).waitFor();
});

test('a paused bot leaves the quick replies to the seller', async () => {
  const view = sampleView();
  view.settings.botActive = false;
  const page = await openPanel({ view });
  await page.getByRole('status').filter({ hasText: 'Paused' }).waitFor();
  await press(page, /^Next item/);
  assert.deepEqual((await commandsOnce(page, 1)).map(({ type }) => type), ['send_message']);
});

test('a giveaway runs from the panel: entries on the tab, close, draw, claim clock, lines, proof', async () => {
  const page = await openPanel();
  await page.getByRole('tab', { name: 'Giveaway 128 entries' }).click();
  await press(page, 'Close giveaway');
  await press(page, 'Draw winner');
  assert.deepEqual((await commandsOnce(page, 2)).map(({ type }) => type), ['close_giveaway', 'pick_winner']);
  const winner = { viewer: 'bob', draw: 1, claim: { waiting: { until: Date.now() + 69_000 } }, lines: ['me!'] };
  const giveaway = { ...sampleView().giveaway, open: false, closed: 1, winners: [winner], provable: true };
  await page.evaluate((giveaway) => /** @type {any} */ (window).fake.show({ giveaway }), giveaway);
  const clock = page.getByRole('timer');
  const shown = await clock.textContent();
  assert.match(shown ?? '', /^has 1:0\d left to write$/);
  await page.waitForFunction((before) => document.querySelector('[role=timer]')?.textContent !== before, shown);
  await page.getByText('me!').waitFor();
  await page.getByRole('button', { name: 'Download proof' }).waitFor();
});

test('the queue tells what waits, how much, and what was not said', async () => {
  const page = await openPanel();
  await page.evaluate((items) => /** @type {any} */ (window).fake.say(items), busyShow());
  await page.getByRole('tab', { name: 'Queue 2 waiting' }).click();
  const unsent = page.getByRole('region', { name: 'Not sent' });
  await unsent.getByText('It waited too long').waitFor();
  await unsent.getByText('@ann').waitFor();
  assert.equal(await page.getByRole('region', { name: 'Waiting to be said' }).getByRole('listitem').count(), 2);
});

test('the popup opens the panel in its own window', async () => {
  const page = await openPopup();
  await press(page, 'Open the side panel');
  await page.waitForFunction(() => /** @type {any} */ (window).fake.sent.some((/** @type {any} */ { type }) => type === 'panel')).catch(() => {});
  const opened = await page.evaluate(() => /** @type {any} */ (window).fake.sent).catch(() => 'closed');
  if (opened !== 'closed') assert.deepEqual(opened.find((/** @type {any} */ { type }) => type === 'panel'), { type: 'panel', windowId: 3 });
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing on the panel, ${colorScheme}`, async () => {
    const page = await openPanel({ context: { colorScheme } });
    await page.evaluate((items) => /** @type {any} */ (window).fake.say(items), busyShow());
    await page.getByRole('button', { name: 'Not seen' }).click();
    assert.deepEqual(await complaints(page), [], 'chat');
    await press(page, /^YouTube/);
    await openTab(page, /^Giveaway/);
    assert.deepEqual(await complaints(page), [], 'giveaway');
    await openTab(page, /^Queue/);
    assert.deepEqual(await complaints(page), [], 'queue');
    const view = { ...sampleView(), streams: [], pages: [], queue: [] };
    view.settings.botActive = false;
    assert.deepEqual(await complaints(await openPanel({ view, context: { colorScheme } })), [], 'nothing open');
  });
}

test('nothing is cut off at the narrowest, in either direction', async () => {
  for (const strings of [{}, { uiDirection: 'rtl' }]) {
    const page = await openPanel({ size: { width: 300, height: 600 }, strings: /** @type {Record<string, string>} */ (strings) });
    for (const name of [/^Chat/, /^Giveaway/, /^Queue/]) {
      await openTab(page, name);
      const over = await page.evaluate(() => [...document.querySelectorAll('header *, nav *, main *')].filter((element) => {
        const { left, right, width } = element.getBoundingClientRect();
        return width > 1 && !element.closest('.heard, .line') && (left < -1 || right > innerWidth + 1);
      }).map((element) => element.outerHTML.slice(0, 80)));
      assert.deepEqual(over, [], String(name));
    }
  }
});
