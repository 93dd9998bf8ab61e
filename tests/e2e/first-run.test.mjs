// The page for a new seller opens on install, in the real extension, and what it sets is what the bot has. It must not repeat
// the page's own tests.
// @ts-check

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Browser, until } from './browser.mjs';
import { Desk } from './desk.mjs';

test('who has just installed it is led to a working bot', async (t) => {
  const first = await Browser.start({ firstRun: true });
  t.after(() => first.close());
  const page = await first.metFirstRun(true);
  const next = () => page.getByRole('button', { name: 'Next' }).click();
  await next();
  await page.getByRole('textbox', { name: /shipping/ }).fill('Parcels leave on Mondays.');
  await next();
  await page.getByRole('button', { name: 'Play the demo stream' }).click();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('log').locator('.bot').filter({ hasText: 'Mondays' }).first().waitFor();
  await next();
  await page.getByRole('button', { name: 'Switch the bot on' }).click();
  const settings = await until('the bot is on', async () => {
    const { settings } = await new Desk(page).view();
    return settings.botActive && settings;
  });
  assert.equal(settings.faqRules[0].reply, 'Parcels leave on Mondays.');
  assert.equal(settings.timerMessages.length, 1);
  assert.deepEqual(first.errors, []);
});
