// Role: what a seller has set outlives the browser, the extension's version, the device, and the profile it was set in.
// Must not: test how settings are edited or checked; that is tests/js/popup and tests/it.
// @ts-check

import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Relay, temporaryFolder } from '../relay.mjs';
import { Browser, pair, until } from './browser.mjs';
import { Desk } from './desk.mjs';
import { EXTENSION, PlainBrowser } from './plain-browser.mjs';

const WISHES = {
  welcomeMessage: 'Good evening, {username}!',
  faqRules: [{ id: 'faq_sizes', triggers: ['size', 'größe'], reply: 'It runs large.', cooldown: 20_000 }],
  timerMessages: [{ id: 'timer_news', text: 'New items every Friday', interval: 15 }],
  commands: [{ id: 'cmd_rules', name: 'rules', reply: 'All sales are final.' }],
  blockedWords: ['spam'],
  giveawayKeywords: ['me', 'please'],
};

/** @param {Desk} desk */
const wish = async (desk) => assert.equal((await desk.command({ type: 'change_settings', patch: WISHES })).type, 'done');

/** The settings, once a field of theirs is as wanted. @param {Desk} desk @param {(settings: any) => unknown} [fits] */
const settings = async (desk, fits = (held) => held.welcomeMessage === WISHES.welcomeMessage) =>
  until('the settings are there', async () => {
    const { settings: held } = await desk.view();
    return fits(held) && held;
  });

test('they outlive the browser', async (t) => {
  const profile = temporaryFolder('profile');
  const first = await Browser.start({ profile });
  const before = new Desk(await first.popup());
  await wish(before);
  const held = await settings(before);
  await first.close();
  const second = await Browser.start({ profile });
  t.after(() => second.close());
  assert.deepEqual(await settings(new Desk(await second.popup())), held);
});

test('they outlive an update of the extension', async (t) => {
  const extension = temporaryFolder('extension');
  cpSync(EXTENSION, extension, { recursive: true });
  const browser = await PlainBrowser.start({ extension });
  t.after(() => browser.close());
  const before = await browser.seller();
  await wish(before);
  const held = await settings(before);
  const manifest = path.join(extension, 'manifest.json');
  writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), version: '99.0.0' }));
  await before.popup.evaluate(() => chrome.runtime.reload()).catch(() => {});
  await until('the old version has closed its pages', () => before.popup.isClosed());
  const after = await until('the new version opens its own', () => browser.seller().catch(() => null));
  assert.equal(await after.popup.evaluate(() => chrome.runtime.getManifest().version), '99.0.0');
  assert.deepEqual(await settings(after), held);
});

test('two devices have the same, whichever changed what', async (t) => {
  const relay = await new Relay().start();
  const browsers = await Promise.all([Browser.start(), Browser.start()]);
  t.after(async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    await relay.stop();
  });
  const one = new Desk(await pair(browsers[0], relay));
  await wish(one);
  const two = new Desk(await pair(browsers[1], relay));
  await settings(two);
  const add = (/** @type {string} */ item, /** @type {string} */ name) =>
    ({ type: 'edit_item', list: 'commands', item, edit: { add: { name, reply: `About ${name}.` } } });
  await Promise.all([
    one.command(add('cmd_one', 'sizes')),
    two.command(add('cmd_two', 'returns')),
    two.command({ type: 'change_settings', patch: { welcomeMessage: 'Hello from the other device' } }),
  ]);
  const all = (/** @type {any} */ held) => held.commands.length === 3 && held.welcomeMessage === 'Hello from the other device';
  const [first, second] = await Promise.all([settings(one, all), settings(two, all)]);
  assert.deepEqual(first, second);
});

test('a file brings them all into an empty profile', async (t) => {
  const [full, empty] = await Promise.all([Browser.start(), Browser.start()]);
  t.after(() => Promise.all([full.close(), empty.close()]));
  const [from, into] = [new Desk(await full.popup()), new Desk(await empty.popup())];
  await wish(from);
  assert.equal((await from.command({ type: 'create_account', name: 'Summer sale' })).type, 'account');
  const outcome = await into.command({ type: 'import_settings', document: await from.file('settings') });
  assert.deepEqual(outcome, { type: 'imported', leftOut: [] });
  assert.deepEqual(await settings(into), await settings(from));
  const names = async (/** @type {Desk} */ desk) => (await desk.view()).accounts.map((/** @type {any} */ account) => account.name);
  assert.deepEqual(await names(into), await names(from));
});
