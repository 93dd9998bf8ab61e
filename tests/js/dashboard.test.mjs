// Role: the dashboard on the real relay: in by a link or a key, everything a page offers, out again, and axe on every page.
// Must not: test what the API's own tests know.
// @ts-check

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { talk } from '../talk.mjs';
import { complaints } from './axe.mjs';
import { api, go, open, receiver, relay, signedIn, signInLink, start, stop, switchBot } from './dashboard-stage.mjs';

before(start);
after(stop);

const PAGES = ['Overview', 'Inbox', 'Giveaway', 'Events', 'Webhooks', 'Lines', 'API keys', 'Devices'];

test('a link signs in, out of sight and once; signing out ends its key', async () => {
  const link = await signInLink();
  const page = await open(link);
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  assert.equal(page.url(), `${relay.url}/app/`, 'the code does not stay in the address');
  await page.reload();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  const key = await page.evaluate(() => JSON.parse(sessionStorage['buzzchat.session']).key);
  assert.deepEqual(await page.evaluate(() => [localStorage.length, document.cookie]), [0, '']);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  const answer = await fetch(`${relay.url}/api/v1/settings`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal(answer.status, 401);
  const again = await open(link);
  await again.getByRole('alert').filter({ hasText: 'wrong, used or older than ten minutes' }).waitFor();
  assert.deepEqual([...page.faults, ...again.faults], []);
});

test('a key signs in, a wrong one is told so in the API’s words, a revoked one is out', async () => {
  const page = await open(`${relay.url}/app`);
  const box = page.getByRole('textbox', { name: 'API key' });
  await box.fill('bz_live_wrong');
  await box.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'The provided API key is invalid or expired' }).waitFor();
  await box.fill(await relay.apiKey('pasted', '--scopes', 'read,keys'));
  await box.press('Enter');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  await go(page, 'API keys');
  const own = page.getByRole('listitem').filter({ hasText: 'This page' });
  await own.getByRole('button', { name: 'Revoke pasted' }).click();
  await page.getByRole('alertdialog').getByText('you will be signed out').waitFor();
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.getByRole('alert').filter({ hasText: 'invalid or expired' }).waitFor();
});

test('the bot’s state and the days are there', async () => {
  await switchBot(true);
  const page = await signedIn();
  await page.getByRole('region', { name: 'State' }).getByText('On', { exact: true }).waitFor();
  await page.getByRole('region', { name: 'The last 30 days' }).locator('canvas').first().waitFor();
  await page.getByText('Show as a table').first().click();
  assert.equal(await page.getByRole('row').count(), 31);
  await page.getByRole('radio', { name: 'All time' }).check();
  assert.deepEqual(page.faults, []);
});

test('a key is made, shown once, works, and is revoked', async () => {
  const page = await signedIn();
  await go(page, 'API keys');
  await page.getByRole('textbox', { name: 'Name' }).fill('Deck');
  await page.getByRole('checkbox', { name: 'Write lines into the chat' }).uncheck();
  await page.getByRole('button', { name: 'Create API key' }).click();
  const key = (await page.getByRole('group', { name: /shown only now/ }).locator('code').textContent()) ?? '';
  const ask = () => fetch(`${relay.url}/v1/settings`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal((await ask()).status, 200);
  await page.getByRole('button', { name: 'Done' }).click();
  assert.equal(await page.getByText(key).count(), 0);
  const row = page.getByRole('listitem').filter({ hasText: 'Deck' });
  await row.getByText('read, giveaway, settings, webhooks ·').waitFor();
  await row.getByRole('button', { name: 'Revoke Deck' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await ask()).status, 200, 'nothing is done before the answer');
  await row.getByRole('button', { name: 'Revoke Deck' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke', exact: true }).click();
  await row.waitFor({ state: 'detached' });
  assert.equal((await ask()).status, 401);
  assert.deepEqual(page.faults, []);
});

test('a webhook is created, tested, told of an event, told again, paused and deleted', async () => {
  const page = await signedIn();
  await go(page, 'Webhooks');
  await page.getByRole('textbox', { name: 'Address' }).fill('ftp://example.com/');
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await page.getByRole('alert').first().waitFor();
  await page.getByRole('textbox', { name: 'Address' }).fill(receiver.url);
  await page.getByRole('checkbox', { name: 'Bot switched off' }).check();
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await page.getByText(/^whsec_/).waitFor();
  const card = page.getByRole('region', { name: receiver.url });
  await card.getByRole('button', { name: 'Send a test' }).click();
  await card.getByText(/^The receiver took it: 200/).waitFor();
  receiver.status = 410;
  await card.getByRole('button', { name: 'Send a test' }).click();
  await card.getByText(/^The receiver did not take it/).waitFor();
  receiver.status = 200;
  await switchBot(true);
  await switchBot(false);
  await card.getByText('Deliveries', { exact: true }).click();
  const delivery = card.getByRole('listitem').filter({ hasText: 'Bot switched off' });
  await delivery.getByText('Delivered', { exact: true }).waitFor();
  const told = () => receiver.received.filter(({ type }) => type === 'bot.stopped');
  const before = told().length;
  await delivery.getByRole('button', { name: 'Send again' }).click();
  await delivery.getByText('2 attempts, answered 200').waitFor();
  assert.equal(new Set(told().map(({ id }) => id)).size, told().length - 1, 'the same event came once more');
  assert.equal(told().length, before + 1);
  await card.getByRole('button', { name: 'Pause' }).click();
  await card.getByText('Paused', { exact: true }).waitFor();
  await card.getByRole('button', { name: 'New secret' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'New secret' }).click();
  await card.getByText(/^whsec_/).waitFor();
  await card.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await card.waitFor({ state: 'detached' });
  assert.deepEqual(page.faults, []);
});

test('events appear by themselves, by type, and back to the first', async () => {
  const page = await signedIn();
  for (let turn = 0; turn < 30; turn += 1) {
    await switchBot(true);
    await switchBot(false);
  }
  await go(page, 'Events');
  const feed = page.getByRole('list', { name: 'Events' });
  await feed.getByText('Bot switched off').first().waitFor();
  const count = () => feed.locator('> li').count();
  assert.equal(await count(), 50);
  await page.getByRole('button', { name: 'Show older events' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.feed > li').length > 50);
  const shown = await count();
  await switchBot(true);
  await page.waitForFunction((shown) => document.querySelectorAll('.feed > li').length === shown + 1, shown);
  assert.match((await feed.locator('> li').first().textContent()) ?? '', /Bot switched on/);
  await page.getByRole('combobox', { name: 'Type' }).selectOption('giveaway.entry');
  await page.getByText('Nothing has happened yet.').waitFor();
  await page.getByRole('combobox', { name: 'Type' }).selectOption('bot.stopped');
  await feed.getByText('Bot switched off').first().waitFor();
  assert.equal(await feed.getByText('Bot switched on').count(), 0);
  assert.deepEqual(page.faults, []);
});

test('a giveaway is followed from its opening', async () => {
  const page = await signedIn();
  await go(page, 'Giveaway');
  await api.call('POST', '/giveaway/open');
  await page.getByText('Open for entries').waitFor();
  await api.call('POST', '/giveaway/close');
  await page.getByText('Closed', { exact: true }).first().waitFor();
  await page.getByRole('link', { name: 'Check a proof' }).click();
  await page.waitForURL(`${relay.url}/verify`);
});

test('winners stand with what became of them, hostile names as text, and the proof is kept byte for byte', async () => {
  const page = await signedIn();
  const proof = '{ "version":1,\n  "odd":  "spacing" }';
  const winner = { username: '<b>ann</b>', draw: 1, drawnAt: '2025-01-24T10:30:00Z', claim: 'claimed' };
  const giveaway = {
    giveawayId: 'round_1', open: false, keywords: ['enter'], commitment: 'c0ffee', openedAt: '2025-01-24T10:20:00Z',
    closedAt: '2025-01-24T10:30:00Z', entryCount: 1200, lateCount: 1, winners: [winner], provable: true,
  };
  await page.route('**/api/v1/giveaway', (route) => route.fulfill({ json: { success: true, data: giveaway } }));
  await page.route('**/api/v1/giveaway/proof', (route) => route.fulfill({ body: proof, contentType: 'application/json' }));
  await go(page, 'Giveaway');
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '<b>ann</b>' }) });
  await row.getByText('Claimed').waitFor();
  await page.getByText('1,200').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the proof' }).click()]);
  assert.equal(download.suggestedFilename(), 'round_1-proof.json');
  assert.equal(await readFile(await download.path(), 'utf8'), proof);
  if (process.env.DASHBOARD_SHOTS) await page.screenshot({ path: `${process.env.DASHBOARD_SHOTS}/drawn.png`, fullPage: true });
});

test('nothing is asked while nobody looks', async () => {
  const page = await signedIn();
  await page.getByRole('region', { name: 'State' }).getByText(/^(On|Off)$/).waitFor();
  await page.clock.install();
  await page.reload();
  await page.getByRole('region', { name: 'State' }).getByText(/^(On|Off)$/).waitFor();
  await page.getByRole('region', { name: 'The last 30 days' }).locator('canvas').first().waitFor();
  const asked = /** @type {string[]} */ ([]);
  page.on('request', (request) => request.url().includes('/api/') && asked.push(request.url()));
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.clock.runFor(60_000);
  assert.deepEqual(asked, []);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: false });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.waitForRequest(/\/api\/v1\/settings/);
});

for (const colorScheme of ['light', 'dark']) {
  test(`every page is whole at 360 pixels, and axe has nothing to say, ${colorScheme}`, async () => {
    const check = async (/** @type {import('playwright-core').Page} */ page, /** @type {string} */ name) => {
      assert.deepEqual(await complaints(page), [], name);
      const folder = process.env.DASHBOARD_SHOTS;
      if (folder) await page.screenshot({ path: `${folder}/${name.replace(' ', '-')}-${colorScheme}.png`, fullPage: true });
      await page.setViewportSize({ width: 360, height: 700 });
      // A chart follows its frame a moment later.
      await page.waitForFunction(() => document.documentElement.scrollWidth <= 360).catch(() => assert.fail(`${name} scrolls sideways`));
      if (folder) await page.screenshot({ path: `${folder}/${name.replace(' ', '-')}-${colorScheme}-360.png`, fullPage: true });
      await page.setViewportSize({ width: 1200, height: 900 });
    };
    const out = await open(`${relay.url}/app/`, { colorScheme });
    await out.getByRole('button', { name: 'Sign in' }).waitFor();
    await check(out, 'sign-in');
    await api.call('POST', '/webhooks', { url: `${receiver.url}/${colorScheme}`, events: ['bot.started'] });
    await switchBot(false);
    await switchBot(true);
    await talk(api);
    const page = await signedIn({ colorScheme });
    for (const name of PAGES) {
      await go(page, name);
      await page.waitForFunction(() => !document.body.textContent?.includes('Loading…'));
      if (name === 'Webhooks') {
        await page.getByText('Deliveries', { exact: true }).last().click();
        await page.getByText('Delivered', { exact: true }).first().waitFor();
      }
      await check(page, name);
      if (name === 'Inbox') {
        await page.getByRole('button', { name: /Ann/ }).click();
        await page.getByRole('log').getByText('read', { exact: true }).first().waitFor({ state: 'attached' });
        await check(page, 'Inbox open');
        await page.getByRole('button', { name: 'New', exact: true }).click();
        await page.getByRole('heading', { name: 'New conversation', level: 2 }).waitFor();
        await check(page, 'Inbox new');
      }
    }
    assert.deepEqual([...out.faults, ...page.faults], []);
  });
}
