// @ts-check
// Role: buttons that do something now: sending, the giveaway, API keys, the relay; and drafts that outlive the popup.
// Must not: test settings, which saving.test.mjs does.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commands, commandsOnce, openPopup, openTab, sampleView, start, stop } from './stage.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

const KEY = `bz_live_${'0123456789abcdef'.repeat(3)}`;
const answer = (/** @type {Page} */ page, /** @type {object} */ answers) =>
  page.evaluate((given) => Object.assign(/** @type {any} */ (window).fake.answers, given), answers);
const sent = (/** @type {Page} */ page) => page.evaluate(() => /** @type {any} */ (window).fake.sent);
const box = (/** @type {Page} */ page, /** @type {string} */ name) => page.getByRole('textbox', { name, exact: true });
const press = (/** @type {Page} */ page, /** @type {string} */ name) => page.getByRole('button', { name, exact: true }).click();
/** @param {import('../../../extension/ui/types.d.ts').LinkState} state */
const linked = (state, problem = /** @type {string | null} */ (null)) =>
  ({ ...sampleView(), link: { state, address: 'http://127.0.0.1:4117', workspace: null, problem } });

test('a message is sent with Enter, and its box is free again', async () => {
  const page = await openPopup();
  await answer(page, { send_message: { type: 'message', message: 'msg_1', at: 1 } });
  await box(page, 'Message').fill('Next item!');
  await page.keyboard.press('Enter');
  await page.getByText('It is in the chat').waitFor();
  assert.deepEqual(await commands(page), [{ type: 'send_message', message: 'Next item!', delay: 0 }]);
  assert.equal(await box(page, 'Message').inputValue(), '');
});

test('a message that cannot be sent says why at its box and stays', async () => {
  const page = await openPopup({ refuse: { send_message: { code: 'BOT_INACTIVE', message: 'No live stream page is open' } } });
  await box(page, 'Message').fill('Hi');
  await press(page, 'Send');
  await page.getByText('No live stream page is open').waitFor();
  assert.equal(await box(page, 'Message').getAttribute('aria-invalid'), 'true');
  assert.equal(await box(page, 'Message').inputValue(), 'Hi');
});

test('without a stream the demo is one click away', async () => {
  const page = await openPopup({ view: { ...sampleView(), streams: [] } });
  assert.equal(await page.getByRole('link', { name: 'Try the demo stream' }).getAttribute('href'), 'http://127.0.0.1:4117/demo');
});

test('names and texts of viewers are text, never markup', async () => {
  const view = sampleView();
  view.giveaway.newest[0].viewer = '<img src=x onerror=alert(1)>';
  const page = await openPopup({ view });
  await openTab(page, 'Giveaway');
  await page.getByText('<img src=x onerror=alert(1)>').waitFor();
  assert.equal(await page.locator('main img').count(), 0);
});

test('winners are drawn, shown and announced', async () => {
  const page = await openPopup();
  await openTab(page, 'Giveaway');
  await answer(page, { pick_winner: { type: 'winners', winners: ['bob', 'kim'], at: 1 } });
  await page.getByRole('spinbutton', { name: 'Winners' }).fill('2');
  await press(page, 'Draw winner');
  const shown = page.getByRole('list', { name: 'Winners of this giveaway' });
  await shown.waitFor();
  assert.deepEqual(await shown.getByRole('listitem').allTextContents(), ['bob', 'kim']);
  assert.equal(await page.locator('[aria-live=polite]', { hasText: 'Drawn' }).textContent(), 'Drawn: bob, kim');
  assert.deepEqual(await commands(page), [{ type: 'pick_winner', count: 2 }]);
});

test('what became of a winner is shown, and the proof is one click away', async () => {
  const view = sampleView();
  const waiting = { waiting: { until: Date.UTC(2026, 10, 21, 19, 31) } };
  view.giveaway = {
    ...view.giveaway, open: false, closed: 1, late: 3, provable: true,
    winners: [
      { viewer: 'bob', draw: 1, claim: 'claimed', lines: ['me!', 'size M'] },
      { viewer: 'kim', draw: 1, claim: 'expired', lines: [] },
      { viewer: 'Zoë', draw: 2, claim: waiting, lines: [] },
    ],
  };
  const page = await openPopup({ view });
  await openTab(page, 'Giveaway');
  const rows = await page.getByRole('list', { name: 'Winners of this giveaway' }).getByRole('listitem').allTextContents();
  const texts = rows.map((row) => row.replace(/\s+/g, ' ').trim());
  assert.deepEqual(texts, ['Zoë has 0:00 left to write', 'bob claimedme!size M', 'kim did not write in time'], 'the last draw first');
  await page.getByText('3 came too late').waitFor();
  await press(page, 'Download proof');
  await page.getByText('There is no proof to download right now.').waitFor();
  await page.evaluate(() => void (/** @type {any} */ (window).fake.proof = '{"proof":1}'));
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download proof')]);
  assert.equal(download.suggestedFilename(), 'giveaway-proof.json');
});

test('entries are cleared only after a yes', async () => {
  const page = await openPopup();
  await openTab(page, 'Giveaway');
  await press(page, 'Clear entries');
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  assert.deepEqual(await commands(page), []);
  await press(page, 'Clear entries');
  await press(page, 'Yes, clear them');
  assert.deepEqual(await commandsOnce(page, 1), [{ type: 'clear_entries' }]);
});

test('a giveaway is opened and closed by the same button', async () => {
  const page = await openPopup();
  await openTab(page, 'Giveaway');
  await press(page, 'Close giveaway');
  await page.evaluate(() => {
    const { fake } = /** @type {any} */ (window);
    fake.show({ giveaway: { ...fake.view.giveaway, open: false } });
  });
  await press(page, 'Open giveaway');
  assert.deepEqual(await commands(page), [{ type: 'close_giveaway' }, { type: 'open_giveaway' }]);
});

test('a new key is shown this once, and is nowhere afterwards', async () => {
  const page = await openPopup();
  await openTab(page, 'Settings');
  await answer(page, { create_key: { type: 'key', key: 'key_2', text: KEY, mask: 'bz_live_012…cdef' } });
  await box(page, 'Key name').fill('Shop');
  await press(page, 'Create API Key');
  await box(page, 'New API key').waitFor();
  assert.equal(await box(page, 'New API key').inputValue(), KEY);
  assert.equal(await box(page, 'New API key').getAttribute('readonly'), '');
  assert.equal(await box(page, 'Key name').inputValue(), '');
  await openTab(page, 'Home');
  await openTab(page, 'Settings');
  assert.equal(await box(page, 'New API key').inputValue(), KEY);
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...localStorage })), /bz_live/);
  await page.reload();
  await box(page, 'Key name').waitFor();
  assert.equal(await box(page, 'New API key').count(), 0);
});

test('Copy copies the key', async () => {
  const page = await openPopup({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
  await openTab(page, 'Settings');
  await answer(page, { create_key: { type: 'key', key: 'key_2', text: KEY, mask: 'm' } });
  await box(page, 'Key name').fill('Shop');
  await press(page, 'Create API Key');
  await press(page, 'Copy');
  await page.getByText('Copied', { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), KEY);
});

test('a key is revoked only after a yes', async () => {
  const page = await openPopup();
  await openTab(page, 'Settings');
  await press(page, 'Revoke Shop dashboard');
  await press(page, 'Yes, revoke it');
  assert.deepEqual(await commandsOnce(page, 1), [{ type: 'revoke_key', key: 'key_1' }]);
});

test('while the relay is away, keys say when a change takes effect', async () => {
  const page = await openPopup({ view: linked('away') });
  await openTab(page, 'Settings');
  const access = page.getByRole('region', { name: 'API Access' });
  const note = access.getByText('takes effect when the relay is reached');
  await note.waitFor();
  await press(page, 'Revoke Shop dashboard');
  const question = page.getByRole('alertdialog');
  assert.match(await question.textContent() ?? '', /takes effect when the relay is reached; until then, tools that use it go on working/);
  await press(page, 'Yes, revoke it');
  assert.deepEqual(await commandsOnce(page, 1), [{ type: 'revoke_key', key: 'key_1' }]);
  await note.waitFor();
  const show = (/** @type {object} */ link) => page.evaluate((held) => /** @type {any} */ (window).fake.show({ link: held }), link);
  for (const state of /** @type {const} */ (['connected', 'unpaired'])) {
    await show(linked('away').link);
    await note.waitFor();
    await show(linked(state).link);
    await note.waitFor({ state: 'detached' });
  }
  await press(page, 'Revoke Shop dashboard');
  assert.match(await question.textContent() ?? '', /stop working at once/);
});

test('pairing sends address and code, and the status follows the worker', async () => {
  const page = await openPopup({ view: linked('unpaired') });
  await openTab(page, 'Settings');
  assert.equal(await page.getByRole('status').textContent(), 'Not connected');
  await box(page, 'Pairing code').fill(' 123-456 ');
  await press(page, 'Connect');
  assert.deepEqual((await sent(page)).at(-1), { type: 'connect', address: 'http://127.0.0.1:4117', code: '123-456' });
  const show = (/** @type {object} */ link) => page.evaluate((held) => /** @type {any} */ (window).fake.show({ link: held }), link);
  await show(linked('refused', 'The code was used').link);
  assert.equal(await page.getByRole('status').textContent(), 'Refused: The code was used');
  await show(linked('connected').link);
  assert.equal(await page.getByRole('status').textContent(), 'Connected');
  await press(page, 'Disconnect');
  assert.deepEqual((await sent(page)).at(-1), { type: 'disconnect' });
});

test('a relay elsewhere needs TLS and the browser’s permission', async () => {
  const page = await openPopup({ view: linked('unpaired') });
  await openTab(page, 'Settings');
  await box(page, 'Pairing code').fill('123456');
  await box(page, 'Relay address').fill('ws://relay.example');
  await press(page, 'Connect');
  await page.getByText('use https or wss').waitFor();
  await box(page, 'Relay address').fill('wss://relay.example:8443');
  await press(page, 'Connect');
  await page.getByText('did not allow').waitFor();
  assert.deepEqual((await sent(page)).at(-1), { type: 'permission', origins: ['https://relay.example/*'] });
  await page.evaluate(() => (/** @type {any} */ (window).fake.grant = true));
  await press(page, 'Connect');
  await page.waitForFunction(() => /** @type {any} */ (window).fake.sent.at(-1).type === 'connect');
});

test('a site the browser keeps us out of is named, and asked for at a click', async () => {
  const page = await openPopup();
  await page.getByRole('heading', { name: 'Streams' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Allow' }).count(), 0);
  await page.evaluate(() => (/** @type {any} */ (window).fake.origins = ['http://127.0.0.1/*']));
  await openTab(page, 'FAQ');
  await openTab(page, 'Home');
  await page.getByText('does not let BuzzChat into www.youtube.com, live.example.org.').waitFor();
  await press(page, 'Allow');
  assert.deepEqual((await sent(page)).at(-1), { type: 'permission', origins: ['https://www.youtube.com/*', 'https://live.example.org/*'] });
  assert.equal(await page.getByRole('button', { name: 'Allow' }).count(), 1, 'a refusal leaves the question');
  await page.evaluate(() => (/** @type {any} */ (window).fake.grant = true));
  await press(page, 'Allow');
  await page.getByRole('status').getByText('Now reload the page').waitFor();
});

test('half-typed text survives the closing of the popup', async () => {
  const page = await openPopup({ view: linked('unpaired') });
  await box(page, 'Message').fill('Half a sen');
  await openTab(page, 'FAQ');
  await press(page, 'Add rule');
  await page.getByRole('group', { name: 'New rule' }).getByRole('textbox', { name: 'Reply' }).fill('Within');
  await openTab(page, 'Settings');
  await box(page, 'Key name').fill('Sho');
  await box(page, 'Relay address').fill('wss://rel');
  await box(page, 'Pairing code').fill('12');
  await page.reload();
  await box(page, 'Pairing code').waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll('input')].some((input) => input.value === '12'));
  assert.equal(await box(page, 'Key name').inputValue(), 'Sho');
  assert.equal(await box(page, 'Relay address').inputValue(), 'wss://rel');
  await openTab(page, 'FAQ');
  assert.equal(await page.getByRole('group', { name: 'New rule' }).getByRole('textbox', { name: 'Reply' }).inputValue(), 'Within');
  await openTab(page, 'Home');
  assert.equal(await box(page, 'Message').inputValue(), 'Half a sen');
});

for (const [what, core] of /** @type {[string, string | null][]} */ ([
  ['is missing', null],
  ['fails to start', 'export default async () => { throw new Error("no wasm") }; export class Drafts {}'],
  ['never starts', 'export default () => new Promise(() => {}); export class Drafts {}'],
])) {
  test(`the popup works where the core ${what}`, async () => {
    const page = await openPopup({ core });
    await box(page, 'Message').fill('Hi');
    await openTab(page, 'FAQ');
    await openTab(page, 'Home');
    assert.equal(await box(page, 'Message').inputValue(), 'Hi');
    await press(page, 'Send');
    await page.getByText('It is in the chat').waitFor();
  });
}

test('a chat on a page that nobody described: the picker goes there, and the page is asked for', async () => {
  const page = await openPopup();
  await openTab(page, 'Settings');
  await press(page, 'Show BuzzChat where the chat is');
  await page.getByText('Without the browser\'s permission').waitFor();
  const [permission, script] = (await sent(page)).slice(-2);
  assert.deepEqual(permission, { type: 'permission', origins: ['https://live.example.org/*'] });
  assert.deepEqual([script.target, script.files.at(-1)], [{ tabId: 7 }, 'extension/content/picking/picker.js']);
});

test('a page that is no stream page is not asked for', async () => {
  for (const url of ['http://live.example.org/', 'chrome://extensions/', undefined]) {
    const page = await openPopup({ view: { ...sampleView(), streams: [], pages: [] } });
    await page.evaluate((url) => (/** @type {any} */ (window).fake.tabs = [{ id: 7, url }]), url);
    // The page under the popup is looked at when the popup opens.
    await openTab(page, 'Settings');
    await press(page, 'Show BuzzChat where the chat is');
    await page.getByText('Open the stream\'s page first').waitFor();
    assert.deepEqual((await sent(page)).filter(({ type }) => type === 'permission' || type === 'script'), []);
  }
});

test('a page of the seller\'s own is forgotten', async () => {
  const page = await openPopup();
  await openTab(page, 'Settings');
  await press(page, 'Forget live.example.org');
  await press(page, 'Yes, forget it');
  await page.waitForFunction(() => /** @type {any} */ (window).fake.sent.at(-1).type === 'forget_page');
  assert.deepEqual((await sent(page)).at(-1), { type: 'forget_page', site: 'live.example.org' });
});
