// @ts-check
// Role: proves that three steps, by keys alone, lead a new seller to settings that the real engine answers with, in a page
// without faults for axe.
// Must not: prescribe words of the demo stream beyond the seller's own.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaints } from '../axe.mjs';
import { commands, openPopup, sampleView, start, stop } from '../popup/stage.mjs';

before(start);
after(stop);

/** @param {object} [options] */
function openWelcome(options) {
  const view = sampleView();
  const settings = { ...view.settings, botActive: false, welcomeEnabled: true, faqEnabled: true, timerEnabled: true, timerMessages: [] };
  return openPopup({ view: { ...view, settings }, core: '', address: 'welcome/welcome.html', ...options });
}

/** Presses Tab until the focus is on what is looked for. @param {import('playwright-core').Page} page @param {import('playwright-core').Locator} wanted */
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 30; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${wanted}`);
}

test('by keys alone: what the bot does, its first words, a demo stream that is answered with them, and the bot is on', async () => {
  const page = await openWelcome();
  const button = (/** @type {string} */ name) => page.getByRole('button', { name, exact: true });
  const step = (/** @type {string} */ name) => page.getByRole('heading', { name }).waitFor();
  await step('What should the bot do?');
  await tabTo(page, button('Next'));
  await page.keyboard.press('Enter');
  await step('Your first words');
  const shipping = page.getByRole('textbox', { name: /shipping/ });
  await tabTo(page, shipping);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Parcels leave on Mondays.');
  await tabTo(page, button('Next'));
  await page.keyboard.press('Enter');
  await step('Try it');
  const [{ patch }] = await commands(page);
  assert.equal(patch.faqRules.find((/** @type {any} */ rule) => rule.triggers.includes('shipping')).reply, 'Parcels leave on Mondays.');
  assert.match(patch.timerMessages[0].text, /Follow the shop/);

  await tabTo(page, button('Play the demo stream'));
  await page.keyboard.press('Enter');
  await tabTo(page, button('Show all'));
  await page.keyboard.press('Enter');
  const chat = page.getByRole('log');
  const bots = chat.locator('.bot');
  await bots.filter({ hasText: '@deadstock_dan Parcels leave on Mondays.' }).waitFor();
  await bots.filter({ hasText: 'Welcome' }).first().waitFor();
  await bots.filter({ hasText: 'Follow the shop' }).waitFor();
  const answers = await bots.filter({ hasText: 'Mondays' }).count();
  await tabTo(page, page.getByRole('textbox', { name: /^Write as a viewer/ }));
  await page.keyboard.type('Shipping to <b>Norway</b>?');
  await page.keyboard.press('Enter');
  await chat.getByText('Shipping to <b>Norway</b>?').waitFor();
  await page.waitForFunction((count) => [...document.querySelectorAll('.bot')].filter((line) => line.textContent?.includes('Mondays')).length > count, answers);

  await tabTo(page, button('Next'));
  await page.keyboard.press('Enter');
  await step('Done');
  await tabTo(page, button('Switch the bot on'));
  await page.keyboard.press('Enter');
  await page.getByRole('status').filter({ hasText: 'The bot is on.' }).waitFor();
  assert.deepEqual((await commands(page)).at(-1).patch, { botActive: true });
  assert.deepEqual(page.faults, []);
});

test('what is switched off is neither asked for nor changed; a refused word is named where it stands', async () => {
  const refused = { code: 'VALIDATION_ERROR', field: 'welcomeMessage', message: 'welcomeMessage must not be empty' };
  const page = await openWelcome({ refuse: { change_settings: refused } });
  await page.getByRole('switch', { name: 'Answer questions' }).uncheck();
  await page.getByRole('switch', { name: 'Remind now and then' }).uncheck();
  await page.getByRole('button', { name: 'Next' }).click();
  assert.equal(await page.getByRole('textbox').count(), 1);
  const box = page.getByRole('textbox', { name: /welcome a viewer/ });
  await box.fill('');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Must not be empty').waitFor();
  assert.equal(await box.getAttribute('aria-invalid'), 'true');
  const [{ patch }] = await commands(page);
  assert.deepEqual(patch, { welcomeEnabled: true, faqEnabled: false, timerEnabled: false, welcomeMessage: '' });
  assert.deepEqual(await complaints(page), []);
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing on any step, ${colorScheme}`, async () => {
    const page = await openWelcome({ context: { colorScheme } });
    for (const name of ['What should', 'Your first', 'Try it', 'Done']) {
      await page.getByRole('heading', { name }).waitFor();
      if (name === 'Try it') {
        await page.getByRole('button', { name: 'Play the demo stream' }).click();
        await page.getByRole('button', { name: 'Show all' }).click();
      }
      assert.deepEqual(await complaints(page), [], name);
      if (name !== 'Done') await page.getByRole('button', { name: 'Next' }).click();
    }
  });
}
