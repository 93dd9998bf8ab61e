// @ts-check
// Role: accounts are made, named, copied, chosen and deleted; settings leave and come as a file, with what was left out.
// Must not: test what a file may hold, which the core's own tests do.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { commands, commandsOnce, openPopup, openTab, sampleFiles, sampleView, start, stop } from './stage.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

const press = (/** @type {Page} */ page, /** @type {string} */ name) => page.getByRole('button', { name, exact: true }).click();
const answer = (/** @type {Page} */ page, /** @type {object} */ answers) =>
  page.evaluate((given) => Object.assign(/** @type {any} */ (window).fake.answers, given), answers);
const give = (/** @type {Page} */ page, /** @type {string} */ text) =>
  page.getByLabel('Import settings').setInputFiles({ name: 'any.json', mimeType: 'application/json', buffer: Buffer.from(text) });

async function settingsTab(options = {}) {
  const page = await openPopup(options);
  await openTab(page, 'Settings');
  return page;
}

test('one account needs no choice; of several one is chosen in the header', async () => {
  const view = sampleView();
  view.accounts.length = 1;
  const alone = await openPopup({ view });
  assert.equal(await alone.getByRole('combobox', { name: 'Account' }).count(), 0);
  const page = await openPopup();
  await page.getByRole('combobox', { name: 'Account' }).selectOption('Sneaker nights');
  assert.deepEqual(await commandsOnce(page, 1), [{ type: 'switch_account', account: 'acc_2' }]);
});

test('what was typed is saved for the account it was typed for', async () => {
  const page = await openPopup();
  await openTab(page, 'Messages');
  await page.getByRole('textbox', { name: 'Welcome message' }).fill('Hello from My shop');
  await page.getByRole('combobox', { name: 'Account' }).selectOption('Sneaker nights');
  assert.deepEqual(await commandsOnce(page, 2), [
    { type: 'change_settings', patch: { welcomeMessage: 'Hello from My shop' } },
    { type: 'switch_account', account: 'acc_2' },
  ]);
});

test('a text that was refused does not follow to another account', async () => {
  const wrong = { code: 'VALIDATION_ERROR', field: 'welcomeMessage', message: 'welcomeMessage must not be empty' };
  const page = await openPopup({ refuse: { change_settings: wrong } });
  await openTab(page, 'Messages');
  await page.getByRole('textbox', { name: 'Welcome message' }).fill('');
  await page.getByText('Must not be empty').waitFor();
  await page.getByRole('combobox', { name: 'Account' }).focus();
  await page.getByRole('combobox', { name: 'Account' }).selectOption('Sneaker nights');
  await page.getByText('Must not be empty').waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('textbox', { name: 'Welcome message' }).inputValue(), 'Welcome to the stream, {username}!');
});

test('an account that could not be chosen is not shown as chosen', async () => {
  const page = await openPopup({ refuse: { switch_account: { code: 'NOT_FOUND', message: 'Account not found' } } });
  const choice = page.getByRole('combobox', { name: 'Account' });
  await choice.selectOption('Sneaker nights');
  await page.waitForFunction(() => document.querySelector('select')?.value === 'acc_1');
});

test('accounts are made, named and copied', async () => {
  const page = await settingsTab();
  await answer(page, { create_account: { type: 'account', account: 'acc_3' }, duplicate_account: { type: 'account', account: 'acc_4' } });
  const name = page.getByRole('textbox', { name: 'New account' });
  await name.fill('Card breaks');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /** @type {any} */ (window).fake.commands().length === 1);
  await press(page, 'Duplicate My shop');
  await press(page, 'Rename Sneaker nights');
  await page.keyboard.type('Sneaker days');
  await page.keyboard.press('Enter');
  assert.deepEqual(await commandsOnce(page, 3), [
    { type: 'create_account', name: 'Card breaks' },
    { type: 'duplicate_account', account: 'acc_1' },
    { type: 'rename_account', account: 'acc_2', name: 'Sneaker days' },
  ]);
  assert.equal(await name.inputValue(), '');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Rename Sneaker nights');
});

test('a name the engine refuses is told at the field', async () => {
  const page = await settingsTab({ refuse: { rename_account: { code: 'VALIDATION_ERROR', field: 'name', message: "An account's name must have 1 to 50 characters" } } });
  await press(page, 'Rename My shop');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Enter');
  await page.getByText("An account's name must have 1 to 50 characters").waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'New name' }).getAttribute('aria-invalid'), 'true');
});

test('an account is deleted after a yes, and the first one never', async () => {
  const page = await settingsTab();
  assert.equal(await page.getByRole('button', { name: 'Delete My shop' }).count(), 0);
  await press(page, 'Delete Sneaker nights');
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  assert.deepEqual(await commands(page), []);
  await press(page, 'Delete Sneaker nights');
  await press(page, 'Yes, delete it');
  assert.deepEqual(await commandsOnce(page, 1), [{ type: 'delete_account', account: 'acc_2' }]);
});

test('settings leave as the file the worker wrote', async () => {
  const page = await settingsTab();
  const [file] = await Promise.all([page.waitForEvent('download'), press(page, 'Export settings')]);
  assert.equal(file.suggestedFilename(), 'buzzchat-settings.json');
  assert.equal(await readFile(await file.path(), 'utf8'), sampleFiles().settings);
});

test('an import says what was left out and why, and can be taken back', async () => {
  const page = await settingsTab();
  const leftOut = [{ field: 'faq.rules[2].reply', reason: 'must not be empty' }, { field: 'tier', reason: 'BuzzChat has no tiers' }];
  await answer(page, { import_settings: { type: 'imported', leftOut } });
  await give(page, '{"faq":{}}');
  await page.getByText('2 settings were left out:').waitFor();
  await page.getByText('faq.rules[2].reply must not be empty').waitFor();
  await press(page, 'Undo');
  assert.deepEqual(await commandsOnce(page, 2), [
    { type: 'import_settings', document: '{"faq":{}}' },
    { type: 'import_settings', document: sampleFiles().settings },
  ]);
});

test('a file that is none of ours changes nothing and says so', async () => {
  const page = await settingsTab({ refuse: { import_settings: { code: 'VALIDATION_ERROR', field: 'document', message: 'This is no settings file' } } });
  await give(page, 'hello');
  await page.getByText('This is no settings file').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Undo' }).count(), 0);
});
