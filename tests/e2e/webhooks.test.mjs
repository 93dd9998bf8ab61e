// A paired popup makes a webhook, what happens reaches it signed, and the dashboard opens signed in.
// @ts-check

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Relay } from '../relay.mjs';
import { Browser, pair, until } from './browser.mjs';

/** @type {Relay} */ let relay;
/** @type {Browser} */ let browser;
/** @type {import('playwright-core').Page} */ let popup;
/** What came to the receiver. @type {{ headers: import('node:http').IncomingHttpHeaders, body: string }[]} */
const received = [];

const receiver = createServer(async (request, answer) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  received.push({ headers: request.headers, body });
  answer.end();
});

before(async () => {
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  relay = await new Relay({ flags: ['--allow-local-targets'] }).start();
  browser = await Browser.start();
  popup = await pair(browser, relay);
});

after(async () => {
  await browser?.close();
  await relay?.stop();
  receiver.close();
});

const row = () => popup.getByRole('list', { name: 'Webhooks' }).getByRole('listitem');

test('a webhook made in the popup is told what happens, signed with the secret shown there', async () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (receiver.address());
  await popup.getByText('Add a webhook').click();
  await popup.getByRole('textbox', { name: 'Webhook address' }).fill('nonsense');
  await popup.getByRole('button', { name: 'Create webhook' }).click();
  await popup.getByText(/url cannot be taken/).waitFor();
  await popup.getByRole('textbox', { name: 'Webhook address' }).fill(`http://127.0.0.1:${port}/hook`);
  await popup.getByRole('checkbox', { name: 'Bot switched on' }).check();
  await popup.getByRole('button', { name: 'Create webhook' }).click();
  const secret = await popup.getByRole('textbox', { name: 'Signing secret' }).inputValue();
  await popup.getByRole('switch', { name: 'Bot active' }).click();
  const { headers, body } = await until('the receiver is told', () => received[0]);
  assert.equal(JSON.parse(body).type, 'bot.started');
  assert.equal(headers['x-buzzchat-signature'], createHmac('sha256', secret).update(body).digest('hex'));
  // The popup looks again by itself.
  await row().getByText(/^Delivered /).waitFor({ timeout: 20_000 });
});

test('it is tried out, switched off and deleted', async () => {
  await row().getByRole('button', { name: /^Send a test/ }).click();
  await row().getByText(/The receiver took it: 200/).waitFor();
  assert.equal(received.at(-1)?.headers['x-buzzchat-test'], '1');
  await row().getByRole('switch').click();
  await until('it is off', async () => !(await row().getByRole('switch').isChecked()));
  await row().getByRole('button', { name: /^Delete/ }).click();
  await popup.getByRole('button', { name: 'Yes, delete it' }).click();
  await row().waitFor({ state: 'detached' });
});

test('the dashboard opens signed in, and its key is none of the popup\'s', async () => {
  const opening = browser.context.waitForEvent('page');
  await popup.getByRole('button', { name: 'Open the dashboard' }).click();
  const dashboard = await opening;
  await dashboard.getByRole('button', { name: 'Sign out' }).waitFor();
  assert.equal(new URL(dashboard.url()).hash.includes('sign-in'), false);
  assert.match(await relay.command('key', 'list'), /  until .*  Dashboard/);
  assert.equal(await popup.getByRole('list', { name: 'Live API keys' }).count(), 0);
});
