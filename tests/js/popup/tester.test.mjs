// @ts-check
// Role: the seller types a viewer's line and reads what the bot would make of it, whatever the core says.
// Must not: test which rule fires, which the core's own tests do.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPopup, openTab, start, stop } from './stage.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

const rule = { id: 'faq_1', trigger: 'shipping', reply: '@viewer Shipping takes 3-5 business days.', how: 'word', found: 'shipping', off: false };

/** @param {Record<string, object>} trials by the line */
async function tester(trials) {
  const page = await openPopup();
  await page.evaluate((told) => (/** @type {any} */ (window).fake.trials = told), trials);
  await openTab(page, 'FAQ');
  return { page, box: page.getByRole('textbox', { name: "Try a viewer's line" }) };
}

const asked = (/** @type {Page} */ page) =>
  page.evaluate(() => /** @type {any} */ (window).fake.sent.filter((/** @type {any} */ { type }) => type === 'try').map((/** @type {any} */ { line }) => line));

test('the rule that answers is named, with the words as they would stand in the chat', async () => {
  const { page, box } = await tester({ 'how long is shipping?': { rule } });
  await box.pressSequentially('how long is shipping?', { delay: 5 });
  await page.getByText('Rule 1 answers, because of “shipping”:').waitFor();
  assert.equal(await page.locator('blockquote').textContent(), '@viewer Shipping takes 3-5 business days.');
  assert.equal((await asked(page)).at(-1), 'how long is shipping?');
  await box.fill('');
  await page.locator('blockquote').waitFor({ state: 'detached' });
});

test('a typing mistake, a rule that is switched off and a near miss are told as such', async () => {
  const near = { id: 'faq_2', trigger: 'payment', sentence: '"paymint" is two letters away from "payment".' };
  const { page, box } = await tester({ shiping: { rule: { ...rule, how: 'typo', found: 'shiping', off: true } }, paymint: { near } });
  await box.fill('shiping');
  await page.getByText('Rule 1 answers: “shiping” counts as “shipping”:').waitFor();
  await page.getByText('It would not be said now').waitFor();
  await box.fill('paymint');
  await page.getByText('No rule answers, but “payment” is near:').waitFor();
  await page.getByText(near.sentence).waitFor();
});

test('commands, blocked words, alerts, entries, and nothing at all', async () => {
  const command = { id: 'cmd_2', name: '!vault', reply: 'The vault opens at 9 pm.', roles: ['vip'] };
  const { page, box } = await tester({ '!vault': { command }, 'a scam': { blocked: 'scam' }, 'enter, or refund': { alert: 'refund', enters: true } });
  await box.fill('!vault');
  await page.getByText('The command !vault answers:').waitFor();
  await page.getByText('Only: vip').waitFor();
  await box.fill('a scam');
  await page.getByText('The bot ignores this line: “scam” is a blocked word.').waitFor();
  await box.fill('enter, or refund');
  await page.getByText('This catches your eye: “refund”.').waitFor();
  await page.getByText('This enters the giveaway.').waitFor();
  await box.fill('hello');
  await page.getByText('No rule answers this.').waitFor();
});

test('a line is tried anew once a changed rule is saved', async () => {
  const { page, box } = await tester({});
  await box.fill('parcel');
  await page.getByText('No rule answers this.').waitFor();
  await page.evaluate((fires) => (/** @type {any} */ (window).fake.trials = { parcel: { rule: fires } }), { ...rule, trigger: 'parcel' });
  await page.getByRole('button', { name: /shipping, ship/ }).click();
  await page.getByRole('textbox', { name: 'Triggers (comma separated)' }).fill('shipping, parcel');
  await page.getByText('Rule 1 answers, because of “parcel”:').waitFor();
});
