// @ts-check
// Role: the popup's frame in a real browser: names others rely on, tabs, starting, and a worker that dies.
// Must not: test what stands on single tabs beyond their names.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commands, openPopup, openTab, sampleView, start, stop } from './stage.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

const tabNames = (/** @type {Page} */ page) => page.getByRole('tab').allTextContents();
const chosen = (/** @type {Page} */ page) => page.getByRole('tab', { selected: true }).textContent();

/** DESIGN.md section 9 and what the end-to-end tests look for. @type {[string, 'switch' | 'textbox' | 'spinbutton' | 'button', string][]} */
const NAMES = [
  ['Home', 'textbox', 'Message'], ['Home', 'button', 'Send'],
  ['Messages', 'switch', 'Welcome newcomers'], ['Messages', 'textbox', 'Welcome message'],
  ['Messages', 'spinbutton', 'Welcome delay in seconds'], ['Messages', 'switch', 'Timed messages'],
  ['FAQ', 'switch', 'Answer questions'],
  ['Commands', 'switch', 'Answer commands'], ['Commands', 'button', 'Add command'],
  ['Moderation', 'switch', 'Ignore unwanted lines'], ['Moderation', 'textbox', 'Blocked words (comma separated)'],
  ['Moderation', 'switch', 'Watch for words'], ['Moderation', 'textbox', 'Words to watch for (comma separated)'],
  ['Giveaway', 'button', 'Close giveaway'], ['Giveaway', 'textbox', 'Keywords (comma separated)'],
  ['Giveaway', 'spinbutton', 'Winners'], ['Giveaway', 'button', 'Draw winner'], ['Giveaway', 'button', 'Clear entries'],
  ['Settings', 'textbox', 'Key name'], ['Settings', 'button', 'Create API Key'],
  ['Settings', 'textbox', 'Relay address'], ['Settings', 'textbox', 'Pairing code'], ['Settings', 'button', 'Connect'],
];

test('every name others rely on can be reached by its role', async () => {
  const view = { ...sampleView(), link: { state: /** @type {const} */ ('unpaired'), address: '', workspace: null, problem: null } };
  const page = await openPopup({ view });
  assert.equal(await page.getByRole('switch', { name: 'Bot active', exact: true }).isChecked(), true);
  assert.deepEqual(await tabNames(page), ['Home', 'Messages', 'FAQ', 'Commands', 'Moderation', 'Giveaway', 'Analytics', 'Settings']);
  for (const [tab, role, name] of NAMES) {
    await openTab(page, tab);
    assert.equal(await page.getByRole(role, { name, exact: true }).count(), 1, `${tab}: ${role} ${name}`);
  }
  assert.equal(await page.getByRole('textbox', { name: 'Relay address' }).inputValue(), 'http://127.0.0.1:4117');
  assert.equal(await page.getByRole('region', { name: 'API Access' }).count(), 1);
  assert.deepEqual(page.faults, []);
});

test('arrow keys walk the tabs, around the ends, with the focus', async () => {
  const page = await openPopup();
  await page.getByRole('tab', { name: 'Home' }).focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await chosen(page), 'Messages');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowUp');
  assert.equal(await chosen(page), 'Settings');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Settings');
  assert.equal(await page.getByRole('tabpanel', { name: 'Settings' }).isVisible(), true);
  await page.keyboard.press('Home');
  assert.equal(await chosen(page), 'Home');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'panel-home');
});

test('a command is made and another switched off without a mouse', async () => {
  const page = await openPopup();
  const at = () => page.evaluate(() => {
    const { activeElement: box } = document;
    return box?.getAttribute('aria-label') ?? /** @type {HTMLInputElement} */ (box)?.labels?.[0]?.textContent?.trim() ?? box?.textContent?.trim();
  });
  const tabTo = async (/** @type {RegExp} */ name) => {
    for (let steps = 0; steps < 30; steps += 1) {
      if (name.test((await at()) ?? '')) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`no way by Tab to ${name}, at ${await at()}`);
  };
  await page.getByRole('tab', { name: 'Home' }).focus();
  for (let steps = 0; steps < 3; steps += 1) await page.keyboard.press('ArrowDown');
  await tabTo(/^Add command$/);
  await page.keyboard.press('Enter');
  await page.keyboard.type('hours');
  await tabTo(/^Reply$/);
  await page.keyboard.type('Fridays at 8.');
  await tabTo(/^Save command$/);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^!hours/ }).waitFor();
  await tabTo(/^Command enabled$/);
  await page.keyboard.press('Space');
  await page.waitForFunction(() => /** @type {any} */ (window).fake.view.settings.commands[0].enabled === false);
});

test('a popup closed by a stray click comes back at its tab', async () => {
  const page = await openPopup();
  await openTab(page, 'Giveaway');
  await page.reload();
  await page.getByRole('tabpanel', { name: 'Giveaway' }).waitFor();
});

test('nothing is cut off sideways and the popup stays within what browsers allow', async () => {
  const page = await openPopup();
  for (const tab of await tabNames(page)) {
    await openTab(page, tab);
    const wide = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll('[role=tabpanel]:not([hidden])')].filter((box) => box.scrollWidth > box.clientWidth).length);
    assert.equal(wide, 0, tab);
    const tall = await page.evaluate(() => document.documentElement.scrollHeight > document.documentElement.clientHeight);
    assert.equal(tall, false, `${tab}: only the panel scrolls`);
  }
  const names = page.getByRole('navigation');
  assert.ok(await names.evaluate((box) => box.scrollHeight <= box.clientHeight), 'all tabs can be seen at once');
  const { width, height } = await page.evaluate(() => document.documentElement.getBoundingClientRect());
  assert.ok(width <= 440 && height <= 600, `${width} × ${height}`);
});

test('the switch works the bot at once', async () => {
  const page = await openPopup();
  await page.getByRole('switch', { name: 'Bot active' }).click();
  await page.getByText('Saved').waitFor();
  assert.deepEqual(await commands(page), [{ type: 'change_settings', patch: { botActive: false } }]);
});

test('a slow worker is waited for, and said to be slow', async () => {
  const page = await openPopup({ view: null });
  await page.getByText('This takes longer than usual.').waitFor();
  await page.evaluate((view) => /** @type {any} */ (window).fake.show(view), sampleView());
  await page.getByRole('tab', { name: 'Home' }).waitFor();
});

test('a dropped port is opened again and the next view drawn', async () => {
  const page = await openPopup();
  await page.getByText('friday-show').waitFor();
  await page.evaluate(() => {
    const { fake } = /** @type {any} */ (window);
    fake.view = { ...fake.view, streams: [] };
    fake.ports.at(-1).kill();
  });
  await page.getByText('Open a stream page').waitFor();
});

test('a command cut off by a restart is reported, not sent again', async () => {
  const page = await openPopup();
  await page.evaluate(() => (/** @type {any} */ (window).fake.mute = true));
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForFunction(() => /** @type {any} */ (window).fake.commands().length === 1);
  await page.evaluate(() => {
    const { fake } = /** @type {any} */ (window);
    fake.mute = false;
    fake.ports.at(-1).kill();
  });
  await page.getByText('BuzzChat restarted, please try again').waitFor();
  await page.waitForFunction(() => /** @type {any} */ (window).fake.ports.length === 2);
  await page.waitForTimeout(300);
  assert.equal((await commands(page)).length, 1);
  assert.equal(await page.getByRole('textbox', { name: 'Message' }).inputValue(), 'Hello');
});

test('words come from the messages, with their own direction', async () => {
  const page = await openPopup({ strings: { uiDirection: 'rtl', uiLanguage: 'ar', tabHome: 'الرئيسية' } });
  await page.getByRole('tab', { name: 'الرئيسية' }).waitFor();
  assert.deepEqual(await page.evaluate(() => [document.documentElement.dir, document.documentElement.lang]), ['rtl', 'ar']);
});
