// The side panel on the real extension and the demo stream: what viewers write shows with what the bot did and why, pause keeps
// the bot quiet, quick replies and a whole giveaway run from it. It must not look at what only the worker knows.
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
/** @type {import('playwright-core').Page} */ let panel;

before(async () => {
  relay = await new Relay().start();
  browser = await Browser.start();
  seller = await Seller.sitDown(browser);
  page = await openDemo(browser, `${relay.url}/demo`);
  await until('the page is read', async () => (await seller.view()).streams[0]?.reading);
  panel = await browser.context.newPage();
  await panel.setViewportSize({ width: 360, height: 760 });
  await panel.goto(`chrome-extension://${await browser.extensionId()}/extension/panel/panel.html`);
});

after(async () => {
  await browser?.close();
  await relay?.stop();
});

const row = (/** @type {string} */ text) => panel.getByRole('log').getByRole('listitem').filter({ hasText: text });
const press = (/** @type {string | RegExp} */ name) => panel.getByRole('button', { name }).click();
const tab = (/** @type {RegExp} */ name) => panel.getByRole('tab', { name }).click();

test('a bot that was paused answers once it is resumed', async () => {
  await panel.getByRole('button', { name: /^Demo stream: Reading the chat/ }).waitFor();
  await press('Resume');
  await panel.getByRole('status').filter({ hasText: 'Answering' }).waitFor();
  await say(page, 'ann', 'how long does shipping take?');
  await hear(page, /^@ann Shipping takes/);
});

test("a viewer's line shows with what the bot did, and why; so does the answer", async () => {
  const asked = row('how long does shipping take?');
  const answer = row('@ann Shipping takes');
  // Once a why is open the lines stand still.
  await answer.waitFor();
  await asked.getByRole('button', { name: /Answered/ }).click();
  await asked.getByText(/“shipping” asks for the answer of your rule/).waitFor();
  await answer.getByRole('button', { name: /Answer/ }).click();
  await answer.getByText(/The answer to @ann, who wrote “shipping”/).waitFor();
  assert.equal(await panel.locator('.why').count(), 1, 'one explanation at a time');
  await answer.getByRole('button', { name: /Answer/ }).click();
});

test('a quick reply is in the chat after one press', async () => {
  await press('Next item! ➡️');
  await hear(page, /^Next item! ➡️$/);
  await row('Next item!').getByText('You').waitFor();
});

test('paused from the panel, the bot leaves questions alone', async () => {
  await press('Pause');
  await until('the bot is off', async () => !(await seller.view()).settings.botActive);
  await say(page, 'bea', 'is shipping free?');
  await row('is shipping free?').waitFor();
  await press('Resume');
  await until('the bot is on', async () => (await seller.view()).settings.botActive);
  await say(page, 'cem', 'do you take paypal? how do I pay');
  await hear(page, /^@cem /);
  assert.deepEqual((await ownLines(page)).filter(({ text }) => text.includes('@bea Shipping')), []);
  assert.equal(await row('is shipping free?').getByText('Answered').count(), 0);
});

test('a giveaway runs from the panel alone', async () => {
  await seller.command({ type: 'change_settings', patch: { giveawayClaim: 60_000 } });
  await tab(/^Giveaway/);
  await press('Open giveaway');
  await panel.getByText('Open', { exact: true }).first().waitFor();
  for (const viewer of ['ann', 'bea', 'cem']) await say(page, viewer, 'enter');
  await panel.getByRole('tab', { name: 'Giveaway 3 entries' }).waitFor();
  await press('Close giveaway');
  await press('Draw winner');
  const winner = (await panel.locator('.winners .latest bdi').first().textContent()) ?? '';
  assert.ok(['ann', 'bea', 'cem'].includes(winner), winner);
  await hear(page, new RegExp(`Giveaway winner: @${winner}`));
  await panel.getByRole('timer').waitFor();
  await say(page, winner, 'yes, that is me!');
  await panel.locator('.winners').getByText('yes, that is me!').waitFor();
  await panel.locator('.winners').getByText('claimed').waitFor();
  const [download] = await Promise.all([panel.waitForEvent('download'), press('Download proof')]);
  assert.equal(download.suggestedFilename(), 'giveaway-proof.json');
});

test('no page had an error', () => {
  assert.deepEqual(browser.errors, []);
});
