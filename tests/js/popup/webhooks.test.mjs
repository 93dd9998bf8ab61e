// @ts-check
// Role: the webhooks of a relay, in the popup: what is told of each, making one, switching, testing, deleting, and the dashboard.
// Must not: know how a relay sends.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openPopup, openTab, sampleView, start, stop } from './stage.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

const EVENTS = ['giveaway.entry', 'giveaway.winner', 'message.sent', 'message.received', 'bot.started', 'bot.stopped'];
const AT = Date.UTC(2026, 10, 21, 19, 30);
const HOOKS = [
  { id: 'wh_1', url: 'https://deck.example/hook', events: ['giveaway.winner'], active: true, last: { state: 'delivered', at: AT, status: 200 } },
  { id: 'wh_2', url: 'https://old.example/', events: ['bot.started', 'bot.stopped'], active: false, problem: 'The receiver answered 410: it wants no more', last: { state: 'failed', at: AT, status: 410 } },
];

/** @param {Partial<import('../../../extension/ui/types.d.ts').LinkView>} [link] */
const paired = (link) => ({ ...sampleView(), link: { state: /** @type {const} */ ('connected'), address: 'ws://127.0.0.1:4117/link', workspace: 'default', problem: null, ...link } });
/** @param {Page} page @param {object} answers */
const relay = (page, answers) => page.evaluate((given) => Object.assign(/** @type {any} */ (window).fake.relay, given), answers);
/** @param {Page} page */
const asked = async (page) => {
  const sent = await page.evaluate(() => /** @type {any} */ (window).fake.sent);
  return sent.filter((/** @type {any} */ { type }) => type === 'relay').map((/** @type {any} */ { ask }) => ask).filter((/** @type {any} */ { type }) => type !== 'webhooks');
};
/** @param {Page} page */
const section = (page) => page.getByRole('region', { name: 'Webhooks' });
/** @param {Page} page @param {string} name */
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

async function opened(webhooks = HOOKS) {
  const page = await openPopup({ view: paired() });
  await relay(page, { webhooks: { type: 'webhooks', webhooks, events: EVENTS } });
  await openTab(page, 'Settings');
  await page.getByText('Add a webhook').waitFor();
  return page;
}

test('without a relay one line says what it would give', async () => {
  const page = await openPopup({ view: { ...sampleView(), link: { state: 'unpaired', address: '', workspace: null, problem: null } } });
  await openTab(page, 'Settings');
  assert.match(await section(page).innerText(), /Once BuzzChat is connected to a relay, your own programs can hear/);
  assert.equal(await section(page).getByRole('button').count(), 0);
  assert.deepEqual(await asked(page), []);
});

test('each webhook tells what it wants and how the last delivery went', async () => {
  const page = await opened();
  const rows = page.getByRole('list', { name: 'Webhooks' }).getByRole('listitem');
  assert.match(await rows.nth(0).innerText(), /deck\.example\/hook[^]*Winners drawn[^]*Delivered/);
  assert.match(await rows.nth(1).innerText(), /Bot switched on, Bot switched off[^]*Failed .*: it answered 410[^]*it wants no more/);
  assert.equal(await page.getByRole('switch', { name: 'Send to https://deck.example/hook' }).isChecked(), true);
  assert.equal(await page.getByRole('switch', { name: 'Send to https://old.example/' }).isChecked(), false);
});

test('one is made for the events chosen, and its secret stands there until it is put away', async () => {
  const page = await opened([]);
  await relay(page, { add_webhook: { type: 'added', secret: 'whsec_0123' } });
  await page.getByText('Add a webhook').click();
  await page.getByRole('textbox', { name: 'Webhook address' }).fill(' https://deck.example/hook ');
  await page.getByRole('checkbox', { name: 'Giveaway entry' }).uncheck();
  await page.getByRole('checkbox', { name: 'Bot switched on' }).check();
  await press(page, 'Create webhook');
  const secret = page.getByRole('textbox', { name: 'Signing secret' });
  assert.equal(await secret.inputValue(), 'whsec_0123');
  assert.deepEqual(await asked(page), [{ type: 'add_webhook', url: 'https://deck.example/hook', events: ['giveaway.winner', 'bot.started'] }]);
  assert.equal(await page.getByRole('textbox', { name: 'Webhook address' }).inputValue(), '');
  await openTab(page, 'Home');
  await openTab(page, 'Settings');
  assert.equal(await secret.inputValue(), 'whsec_0123', 'a look at another tab does not cost it');
  await press(page, 'Done');
  await secret.waitFor({ state: 'detached' });
});

test('what the relay refuses is said at the field, and nothing typed is lost', async () => {
  const page = await opened([]);
  await page.getByText('Add a webhook').click();
  const address = page.getByRole('textbox', { name: 'Webhook address' });
  await address.fill('http://deck.example');
  await relay(page, { add_webhook: { type: 'refused', field: 'url', message: 'url cannot be taken: it must begin with https://' } });
  await press(page, 'Create webhook');
  await page.getByText('url cannot be taken').waitFor();
  assert.equal(await address.getAttribute('aria-invalid'), 'true');
  assert.equal(await address.inputValue(), 'http://deck.example');
  await relay(page, { add_webhook: { type: 'refused', field: 'events', message: 'events must name at least one event' } });
  await press(page, 'Create webhook');
  await page.getByText('events must name').waitFor();
  assert.equal(await page.getByRole('group', { name: 'Events' }).getAttribute('aria-invalid'), 'true');
  assert.equal(await address.getAttribute('aria-invalid'), null);
});

test('one is switched, tested, and deleted after a question', async () => {
  const page = await opened();
  await relay(page, { test_webhook: { type: 'tested', delivered: false, status: 0, millis: 3, problem: 'The connection was refused' } });
  await page.getByRole('switch', { name: 'Send to https://old.example/' }).click();
  await press(page, 'Send a test to https://deck.example/hook');
  await page.getByText('The receiver did not take it: The connection was refused').waitFor();
  await press(page, 'Delete https://deck.example/hook');
  await press(page, 'Cancel');
  await press(page, 'Delete https://deck.example/hook');
  await press(page, 'Yes, delete it');
  await page.waitForFunction(() => /** @type {any} */ (window).fake.sent.some((/** @type {any} */ { ask }) => ask?.type === 'delete_webhook'));
  assert.deepEqual(await asked(page), [
    { type: 'switch_webhook', webhook: 'wh_2', active: true },
    { type: 'test_webhook', webhook: 'wh_1' },
    { type: 'delete_webhook', webhook: 'wh_1' },
  ]);
});

test('the dashboard opens signed in, or the reason stands there', async () => {
  const page = await opened();
  await relay(page, { sign_in: { type: 'refused', message: 'Feature requires Business tier' } });
  await press(page, 'Open the dashboard');
  await page.getByText('Feature requires Business tier').waitFor();
  await relay(page, { sign_in: { type: 'sign_in', code: 'ABCD-EFGH' } });
  await press(page, 'Open the dashboard');
  await page.waitForFunction(() => /** @type {any} */ (window).fake.sent.some((/** @type {any} */ { type }) => type === 'tab'));
  const sent = await page.evaluate(() => /** @type {any} */ (window).fake.sent);
  assert.equal(sent.find((/** @type {any} */ { type }) => type === 'tab').url, 'http://127.0.0.1:4117/app#sign-in=ABCD-EFGH');
});

test('Spanish: what the relay refuses, and why a receiver did not take it, is read in Spanish', async () => {
  const spanish = JSON.parse(await readFile(new URL('../../../_locales/es/messages.json', import.meta.url), 'utf8'));
  const strings = Object.fromEntries(Object.entries(spanish).map(([key, { message }]) => [key, message]));
  const page = await openPopup({ view: paired(), strings });
  const last = { state: 'failed', at: AT, status: 302, problem: 'The receiver answered 302, and redirects are not followed' };
  const webhooks = [{ id: 'wh_1', url: 'https://old.example/', events: ['bot.started'], active: false, problem: 'Every delivery failed for five days', last }];
  await relay(page, {
    webhooks: { type: 'webhooks', webhooks, events: EVENTS },
    add_webhook: { type: 'refused', field: 'url', message: 'url cannot be taken: The address must lead to a public host' },
    test_webhook: { type: 'tested', delivered: false, status: 0, millis: 3, problem: 'The receiver did not answer within 10 seconds' },
    sign_in: { type: 'refused', message: 'Feature requires Business tier' },
  });
  await openTab(page, strings.tabSettings);
  const row = page.getByRole('list', { name: strings.webhooks }).getByRole('listitem');
  await row.getByRole('alert').filter({ hasText: /^Han fallado todos los envíos durante cinco días$/ }).waitFor();
  assert.match(await row.innerText(), /El receptor respondió 302, y no se siguen redirecciones/);
  await press(page, strings.testWebhookNamed.replace('$1', 'https://old.example/'));
  await row.getByText(/El receptor no respondió en 10 segundos/).waitFor();
  await page.getByText(strings.addWebhook, { exact: true }).click();
  await page.getByRole('textbox', { name: strings.webhookUrl }).fill('https://10.0.0.1/');
  await press(page, strings.createWebhook);
  await page.getByText(/^Esta dirección no se puede usar: La dirección debe llevar a un servidor público$/).waitFor();
  await press(page, strings.openDashboard);
  await page.getByText('Esta función necesita el nivel Business').waitFor();
  assert.deepEqual(page.faults, []);
});
