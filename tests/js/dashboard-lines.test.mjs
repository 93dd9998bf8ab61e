// Role: the dashboard connects real lines: its boxes reach the services, what they need is told, and what was entered is not
// shown again. Must not: test what the connectors' own tests know.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, go, signedIn, start, stop } from './dashboard-stage.mjs';
import { until } from '../e2e/browser.mjs';
import { BlueBubbles, Waha } from './line-services.mjs';

const [mac, waha] = [new BlueBubbles(), new Waha()];

before(async () => {
  await Promise.all([start(), mac.start(), waha.start()]);
});

after(async () => {
  mac.stop();
  waha.stop();
  await stop();
});

/** @typedef {import('./dashboard-stage.mjs').Page} Page */

/** Fills the boxes of a connector and presses. @param {Page} page @param {string} connector @param {Record<string, string>} entries by the boxes' labels */
async function connect(page, connector, entries) {
  await page.getByRole('combobox', { name: 'Carried by' }).selectOption(connector);
  for (const [label, text] of Object.entries(entries)) await page.getByRole('textbox', { name: label, exact: true }).fill(text);
  await page.getByRole('button', { name: 'Connect' }).click();
}

/** @param {Page} page @param {string} name */
const row = (page, name) => page.getByRole('region', { name: 'Connected lines' }).getByRole('listitem').filter({ hasText: name });

/** @param {Page} page @param {string} name */
async function remove(page, name) {
  await row(page, name).getByRole('button', { name: `Remove ${name}` }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await row(page, name).waitFor({ state: 'detached' });
}

test('a Mac is connected, a message of its stands in the inbox, and removed it is told nothing any more', async () => {
  const page = await signedIn();
  await go(page, 'Lines');
  const entries = { 'Address of the server': 'not an address', 'Password of the server': mac.password, 'What you call it (may stay empty)': 'Shop Mac' };
  await connect(page, 'bluebubbles', entries);
  await page.getByRole('alert').filter({ hasText: 'The address must be a complete URL with a host' }).waitFor();
  assert.equal(await row(page, 'Shop Mac').count(), 0, 'nothing is half connected');
  await connect(page, 'bluebubbles', { ...entries, 'Address of the server': mac.url });
  await row(page, 'Shop Mac').getByText('Connected', { exact: true }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Password of the server' }).inputValue(), '');
  await connect(page, 'bluebubbles', { ...entries, 'Address of the server': `${mac.url}/` });
  await page.getByRole('alert').filter({ hasText: 'This account is connected already, as "Shop Mac"' }).waitFor();
  assert.equal(await mac.hears('+14155552671', 'Is this you?'), 200);
  await go(page, 'Inbox');
  await page.getByRole('region', { name: 'Conversations' }).getByText('Is this you?').waitFor();
  await go(page, 'Lines');
  await remove(page, 'Shop Mac');
  await until('it is told to call nobody', () => mac.webhooks.length === 0);
  assert.deepEqual(page.faults, []);
});

test('a wrong password says so where the line stands', async () => {
  const page = await signedIn();
  await go(page, 'Lines');
  await connect(page, 'bluebubbles', { 'Address of the server': mac.url, 'Password of the server': 'wrong', 'What you call it (may stay empty)': 'Locked' });
  await row(page, 'Locked').getByText('The server does not take the password').waitFor();
  await remove(page, 'Locked');
  assert.deepEqual(page.faults, []);
});

test('a WAHA line shows the code until the phone has scanned it', async () => {
  const page = await signedIn();
  await go(page, 'Lines');
  await connect(page, 'waha', { 'Address of the server': waha.url, 'API key of the server': waha.key, 'What you call it (may stay empty)': 'Shop phone' });
  const code = row(page, 'Shop phone').getByRole('img');
  await code.waitFor();
  assert.equal(await code.evaluate((img) => img.decode().then(() => img.naturalWidth)), 1);
  assert.equal(waha.session?.name, 'default', 'the only one that WAHA Core has');
  assert.equal(await waha.scanned(), 200);
  await row(page, 'Shop phone').getByText('Connected', { exact: true }).waitFor();
  await code.waitFor({ state: 'detached' });
  await remove(page, 'Shop phone');
  await until('it is told to call nobody', () => waha.session?.config.webhooks.length === 0);
  assert.deepEqual(page.faults, []);
});

test('a number of the Cloud API: its address is shown once, and answers Meta’s question', async () => {
  const page = await signedIn();
  await go(page, 'Lines');
  const secrets = { 'Access token': 'EAAG-token', 'App secret': 'app-secret', 'Verify token': 'my word' };
  await connect(page, 'cloud', { 'Phone number ID': '106540352242922', ...secrets, 'What you call it (may stay empty)': 'Business' });
  const hook = await page.getByRole('group', { name: /^Where the service is to call/ }).locator('code').innerText();
  const question = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': 'my word', 'hub.challenge': '1158201444' });
  const answer = await fetch(`${hook}?${question}`);
  assert.deepEqual([answer.status, await answer.text()], [200, '1158201444']);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.reload();
  await row(page, 'Business').waitFor();
  const { body } = await api.call('GET', '/lines');
  const shown = `${await page.content()} ${JSON.stringify(body)}`;
  assert.deepEqual([...Object.values(secrets), hook].filter((text) => shown.includes(text)), []);
  await remove(page, 'Business');
  assert.deepEqual(page.faults, []);
});
