// Role: a seller without a mouse: the first run, a rule, a giveaway with its draw, and an API key, by keys alone.
// Must not: click, or put the focus anywhere.
// @ts-check

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Relay } from '../relay.mjs';
import { Browser, openDemo, until } from './browser.mjs';
import { Desk } from './desk.mjs';
import { hear, say } from './seller.mjs';

/** More than any page has to pass. */
const MOST_STEPS = 60;

/** Two hands on the keyboard of one page. */
class Keys {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
  }

  /** Tab by Tab to what has this role and name. @param {Parameters<import('playwright-core').Page['getByRole']>[0]} role @param {string | RegExp} name */
  async reach(role, name) {
    const wanted = this.page.getByRole(role, { name });
    await wanted.first().waitFor();
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      if (await wanted.evaluateAll((found) => found.includes(/** @type {HTMLElement} */ (document.activeElement)))) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`no way by Tab to the ${role} ${name}`);
  }

  /** @param {string | RegExp} name */
  async press(name) {
    await this.reach('button', name);
    await this.page.keyboard.press('Enter');
  }

  /** @param {string | RegExp} name @param {string} text in place of what is there */
  async write(name, text) {
    await this.reach('textbox', name);
    await this.page.keyboard.press('Control+A');
    await this.page.keyboard.type(text);
  }

  /** By the arrow keys of the tab list. @param {string} name */
  async tab(name) {
    await this.reach('tab', /./);
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      if (await this.page.getByRole('tab', { name, selected: true }).count()) return;
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`no way by arrow keys to the tab ${name}`);
  }
}

test('the first run, a rule, a draw and a key', async (t) => {
  const relay = await new Relay().start();
  const browser = await Browser.start({ firstRun: true });
  t.after(async () => {
    await browser.close();
    await relay.stop();
  });

  const first = new Keys(await browser.metFirstRun(true));
  await first.press('Next');
  await first.write(/shipping/, 'Parcels leave on Mondays.');
  await first.press('Next');
  await first.press('Play the demo stream');
  await first.press('Show all');
  await first.page.getByRole('log').locator('.bot').filter({ hasText: 'Mondays' }).first().waitFor();
  await first.press('Next');
  await first.press('Switch the bot on');

  const popup = new Keys(await browser.popup());
  const desk = new Desk(popup.page);
  const view = (/** @type {string} */ what, /** @type {(view: any) => unknown} */ fits) => until(what, async () => fits(await desk.view()));
  await view('the bot is on', ({ settings }) => settings.botActive);
  await popup.tab('FAQ');
  await popup.press('Add rule');
  await popup.write(/^Triggers/, 'returns, refund');
  await popup.write('Reply', 'Thirty days, no questions.');
  await popup.press('Save rule');
  await view('the rule is kept', ({ settings }) => settings.faqRules.some((/** @type {any} */ rule) => rule.reply === 'Thirty days, no questions.'));

  const stream = await openDemo(browser, `${relay.url}/demo`);
  await view('the stream is read', ({ streams }) => streams[0]?.reading);
  await popup.page.bringToFront();
  await popup.tab('Giveaway');
  await popup.press('Open giveaway');
  await view('it is open', ({ giveaway }) => giveaway.open);
  await say(stream, 'gina', 'enter');
  await say(stream, 'gus', 'can I get a refund?');
  await view('gina entered', ({ giveaway }) => giveaway.entrants === 1);
  await popup.press('Close giveaway');
  await view('it is closed', ({ giveaway }) => !giveaway.open);
  await popup.press('Draw winner');
  await popup.page.getByRole('list', { name: 'Winners of this giveaway' }).getByText('gina').waitFor();
  await hear(stream, /Thirty days, no questions\./);

  await popup.tab('Settings');
  await popup.write('Key name', 'Stream deck');
  await popup.press('Create API Key');
  const key = await popup.page.getByRole('textbox', { name: 'New API key' }).inputValue();
  assert.match(key, /^bz_live_[0-9a-f]{48}$/);
  await popup.press('Done');
  await view('the key is kept', ({ keys }) => keys.length === 1 && keys[0].name === 'Stream deck');
  assert.deepEqual(browser.errors, []);
});
