// @ts-check
// Role: the lab in a browser: a show is run, the bot's lines and their why are there, wrong settings are named, drafts are
// kept, and axe has nothing to complain of. Must not: test what the core's own tests know.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaints } from './axe.mjs';
import { finished, openLab, openRecording, row, start, stop } from './lab-stage.mjs';

before(start);
after(stop);

test('the show is run at once: bot lines, and the why of a line leads to its answer', async () => {
  const page = await openLab();
  const bot = page.locator('li.bot').filter({ hasText: '@deadstock_dan' }).first();
  assert.match((await bot.textContent()) ?? '', /free over £50/);
  const asked = row(page, 'how much is shipping to leeds?');
  await asked.getByText('“shipping”', { exact: true }).click();
  await asked.getByText('The trigger “shipping” of rule faq_shipping fired.').waitFor();
  await asked.getByRole('button', { name: /^Go to row/ }).click();
  await page.waitForFunction(() => document.activeElement?.classList.contains('bot'));
  const quiet = row(page, 'nice center piece that mug');
  await quiet.locator('summary').press('Enter');
  await quiet.getByText('No rule fires on it.').waitFor();
  assert.deepEqual(page.faults, []);
});

test('only lines the bot acted on', async () => {
  const page = await openLab();
  await page.getByLabel('Only lines the bot acted on').check();
  assert.equal(await row(page, 'nice center piece that mug').count(), 0);
  assert.equal(await row(page, 'how much is shipping to leeds?').count(), 1);
});

test('another setting, another run; and it is there again after a reload', async () => {
  const page = await openLab();
  const before = await finished(page);
  await page.getByRole('switch', { name: 'Welcome newcomers' }).uncheck();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.waitForFunction((said) => [...document.querySelectorAll('[role=status]')].some((place) => place.textContent?.startsWith('Done') && place.textContent !== said), before);
  await page.reload();
  await finished(page);
  assert.equal(await page.getByRole('switch', { name: 'Welcome newcomers' }).isChecked(), false);
  await page.getByRole('button', { name: "The show's settings" }).click();
  assert.equal(await page.getByRole('switch', { name: 'Welcome newcomers' }).isChecked(), true);
});

test('wrong settings are named, in the form and as JSON', async () => {
  const page = await openLab();
  await page.getByRole('textbox', { name: 'Seconds to wait' }).fill('soon');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: /^welcomeDelay: invalid type/ }).first().waitFor();
  await page.getByRole('radio', { name: 'All as JSON' }).check();
  const json = page.getByRole('textbox', { name: 'All settings as JSON' });
  await json.fill('{"faqRules": [{"triggers": ["a"], "reply": "/ban"}]}');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('alert').filter({ hasText: 'faqRules[0].reply' }).first().waitFor();
  await json.fill('{');
  await page.getByText('This is not JSON').waitFor();
  assert.deepEqual(page.faults, []);
});

test('a recording of one’s own, bad rows named; and one that is none', async () => {
  const page = await openLab();
  await openRecording(page, 'own.csv', 'time;user;message\n1;ann;do you ship to Rome?\n2;;x\n3;ben;<b>hi</b>\n');
  await page.getByText('1 row could not be read and is left out:').click();
  await page.getByText('Row 3 has no author').waitFor();
  await row(page, '@ann').waitFor();
  await row(page, '<b>hi</b>').waitFor();
  await openRecording(page, 'notes.txt', 'just some words\nand more');
  await page.getByRole('alert').filter({ hasText: 'must name the columns' }).waitFor();
  assert.deepEqual(page.faults, []);
});

test('a long recording is shown a page at a time', async () => {
  const page = await openLab();
  const lines = Array.from({ length: 20_000 }, (_, n) => `${n * 50},viewer${n % 3000},line ${n} ${n % 50 ? '' : 'shipping?'}`);
  await openRecording(page, 'long.csv', `offset_ms,author,text\n${lines.join('\n')}`);
  await page.getByText('20,000 of 20,000 lines').waitFor({ timeout: 60_000 });
  assert.equal(await page.locator('li[id^="row-"]').count(), 100);
  await page.getByRole('slider', { name: 'Pages of the transcript' }).press('End');
  await row(page, 'line 19999').waitFor();
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe, ${colorScheme}`, async () => {
    const page = await openLab({ colorScheme });
    await row(page, 'how much is shipping to leeds?').locator('summary').click();
    await page.locator('.items summary').first().click();
    assert.deepEqual(await complaints(page), []);
    await page.getByRole('textbox', { name: 'Seconds to wait' }).fill('soon');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('alert').first().waitFor();
    await page.getByRole('radio', { name: 'All as JSON' }).check();
    assert.deepEqual(await complaints(page), []);
  });
}
