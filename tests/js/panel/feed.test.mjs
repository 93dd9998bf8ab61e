// @ts-check
// Role: the live feed in a real browser, before a worker the tests play: tags, explanations, following, keyboard.
// Must not: time anything; `./build.sh bench` counts frames.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPanel, sampleView, start, stop } from '../popup/stage.mjs';
import { busyShow, chatter, line } from './shown-lines.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

const log = (/** @type {Page} */ page) => page.getByRole('log');
const row = (/** @type {Page} */ page, /** @type {string} */ text) => log(page).getByRole('listitem').filter({ hasText: text });
const rowCount = (/** @type {Page} */ page) => log(page).locator('li').count();

/** The worker tells what is new. @param {Page} page @param {object[]} items */
async function say(page, items) {
  await page.evaluate((items) => /** @type {any} */ (window).fake.say(items), items);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** How far the newest line is out of sight. @param {Page} page */
const fromEnd = (page) => log(page).evaluate((list) => Math.round(Math.abs(list.scrollTop)));

async function openShow(items = busyShow(), view = sampleView()) {
  const page = await openPanel({ view });
  await log(page).waitFor();
  await say(page, items);
  return page;
}

test('with several streams each line says its site by the name sellers know', async () => {
  const page = await openShow();
  assert.match((await row(page, 'be nice').innerText()) ?? '', /^Demo stream\s+mia/);
});

test('each line says what the bot did with it, and why', async () => {
  const page = await openShow();
  /** @type {[string, string, RegExp][]} */
  const wanted = [
    ['how long does shipping', 'Answered', /“shipping” asks for the answer of your rule “shipping, ship”/],
    ['@sam Shipping takes', 'Answer', /@sam, who wrote “shipping”: your rule “shipping, ship”/],
    ['shipping?', 'Resting', /was answered a moment ago/],
    ['ship?', 'In queue', /waits in the queue already/],
    ['!size', 'Command', /“!size” is one of your commands/],
    ['cheap followers', 'Ignored', /blocked word “followers”/],
    ['larry', 'Too late', /after the giveaway had closed/],
    ['refund', 'Alert', /alert word “refund”/],
    ['It waited too long', 'Not sent', /The welcome for @ann/],
    ['Orders over 50', 'Not seen', /not seen in the chat.*The stream page was closed/],
    ['SOLD!', 'You', /You sent this/],
  ];
  for (const [text, tag, why] of wanted) {
    const item = row(page, text).filter({ hasText: tag }).first();
    await item.getByRole('button').click();
    assert.match(await item.textContent() ?? '', why, text);
    await item.getByRole('button').click();
  }
  assert.equal(await page.locator('.why').count(), 0, 'a second press closes it');
  assert.equal(await row(page, 'be nice').getByRole('button').count(), 0, 'nothing was done, so there is nothing to explain');
  assert.match(await row(page, 'be nice').textContent() ?? '', /mia\s*mod/);
  assert.match(await row(page, 'new_nora').textContent() ?? '', /joined/);
  assert.deepEqual(page.faults, []);
});

test('chat is text, never markup', async () => {
  const page = await openShow([line(1, '<b>x</b>', '<img src=x onerror=alert(1)>', [{ what: 'alert', trigger: '<i>' }])]);
  await row(page, '<img').getByRole('button').click();
  await page.getByText('Has your alert word “<i>”.').waitFor();
  assert.equal(await log(page).locator('img, b, i').count(), 0);
});

test('the feed follows the newest line and holds two hundred', async () => {
  const page = await openShow(chatter(1, 150));
  for (let n = 151; n <= 400; n += 50) await say(page, chatter(n, 50));
  await row(page, 'line number 400').waitFor();
  assert.deepEqual([await rowCount(page), await fromEnd(page)], [200, 0]);
  assert.equal(await row(page, 'line number 200').count(), 0);
});

test('it stands still while the seller reads further up, and comes back with one press', async () => {
  const page = await openShow(chatter(1, 100));
  await log(page).hover();
  await page.mouse.wheel(0, -600);
  await page.waitForFunction(() => Number(document.querySelector('[role=log]')?.scrollTop) < -500);
  const before = await fromEnd(page);
  await say(page, chatter(101, 30));
  await page.getByRole('button', { name: '30 new lines' }).waitFor();
  assert.deepEqual([await fromEnd(page), await row(page, 'line number 101').count()], [before, 0]);
  await page.getByRole('button', { name: '30 new lines' }).click();
  await row(page, 'line number 130').waitFor();
  assert.deepEqual([await fromEnd(page), await page.getByRole('button', { name: /new lines/ }).count()], [0, 0]);
  await say(page, chatter(131, 1));
  await row(page, 'line number 131').waitFor();
});

test('an open explanation is not carried away by the lines that come', async () => {
  const page = await openShow();
  await row(page, 'larry').getByRole('button').click();
  await say(page, chatter(100, 60));
  assert.equal(await page.getByText(/after the giveaway had closed/).isVisible(), true);
  await page.getByRole('button', { name: '60 new lines' }).click();
  await row(page, 'line number 159').waitFor();
  assert.equal(await page.locator('.why').count(), 0);
});

test('the first explanation of a long list opens in sight', async () => {
  const page = await openShow([...busyShow(), ...chatter(100, 15)]);
  const first = log(page).getByRole('button').first();
  await first.scrollIntoViewIfNeeded();
  await first.click();
  const [why, list] = [await page.locator('.why').boundingBox(), await log(page).boundingBox()];
  assert.ok(why && list && why.y >= list.y && why.y + why.height <= list.y + list.height);
});

test('the keyboard goes from tag to tag, opens, closes, and leaves in one step', async () => {
  const page = await openShow();
  await log(page).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByText('not seen in the chat').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('not seen in the chat').waitFor({ state: 'detached' });
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'SOLD! 🔥', 'the quick replies are next');
});

test('after a restart of the worker the feed begins anew', async () => {
  const page = await openShow(chatter(1, 20));
  await page.evaluate(() => {
    const { fake } = /** @type {any} */ (window);
    fake.feed = [];
    fake.ports.at(-1).kill();
  });
  await page.getByText('Quiet so far').waitFor();
  await say(page, [line(1, 'ann', 'hello again')]);
  await row(page, 'hello again').waitFor();
  assert.equal(await rowCount(page), 1);
});
