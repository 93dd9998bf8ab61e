// An integration hears the chat of a live stream through the extension and the relay, and answers in it.
// @ts-check

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Relay } from '../relay.mjs';
import { Browser, openDemo, pair, until } from './browser.mjs';
import { Seller, hear, say } from './seller.mjs';

/** @type {Relay} */ let relay;
/** @type {Browser} */ let browser;
/** @type {Seller} */ let seller;
/** @type {import('playwright-core').Page} */ let page;
/** What came to the receiver. @type {any[]} */
const received = [];

const receiver = createServer(async (request, answer) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  received.push(JSON.parse(body));
  answer.end();
});

before(async () => {
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  relay = await new Relay({ flags: ['--allow-local-targets'] }).start();
  browser = await Browser.start();
  seller = new Seller(await pair(browser, relay));
  await seller.switchOn();
  page = await openDemo(browser, `${relay.url}/demo`);
  await until('the page is read', async () => (await seller.view()).streams[0]?.reading);
});

after(async () => {
  await browser?.close();
  await relay?.stop();
  receiver.close();
});

/** A client of the Domo family with a token. */
async function client() {
  const out = await relay.command('key', 'create', '--name', 'deals', '--api', 'domo');
  const [id, secret] = [/\bkey_\w+/.exec(out)?.[0], /bz_live_[0-9a-f]{48}/.exec(out)?.[0]];
  const basic = Buffer.from(`${id}:${secret}`).toString('base64');
  const given = await fetch(`${relay.url}/oauth/token?grant_type=client_credentials&scope=buzz`, { headers: { authorization: `Basic ${basic}` } });
  const { access_token: token } = await given.json();
  return async (/** @type {string} */ path, /** @type {unknown} */ body) => {
    const headers = { authorization: `bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${relay.url}/v1/buzz/integrations${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.clone().text());
    return answer.json();
  };
}

test('a viewer\'s command reaches the integration, and its answer stands in the chat and comes back to nobody', async () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (receiver.address());
  const [url, post] = [`http://127.0.0.1:${port}/hook`, await client()];
  await say(page, 'early_bird', 'before anybody listened');
  await until('it was read', async () => (await seller.view()).streams[0].chat.peak > 0);
  const { id } = await post('', { name: 'Deals', scope: 'PUBLIC_CHANNELS' });
  await post(`/${id}/subscriptions`, { eventType: 'MESSAGE_POSTED', url });
  await post(`/${id}/subscriptions`, { eventType: 'SLASH_COMMAND', url, slashCommand: 'close' });
  // The first one tells that the device was told.
  await until('the integration hears', async () => {
    await say(page, 'ann', 'is anybody there?');
    return received.length > 0;
  });
  await say(page, 'Adam Craven', '/close deal 73964');
  const event = await until('the command is told', () => received.find((one) => one.event.type === 'SLASH_COMMAND'));
  assert.deepEqual([event.author.displayName, event.message.text], ['Adam Craven', '/close deal 73964']);
  const { url: callback, headers } = event.callback;
  const body = JSON.stringify({ content: { text: 'Deal 73964 is closed' } });
  const answered = await fetch(callback, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
  assert.deepEqual([answered.status, await answered.json()], [200, {}]);
  await hear(page, /^Deal 73964 is closed$/);
  await say(page, 'Adam Craven', 'thanks');
  await until('the next line is told', () => received.find((one) => one.message.text === 'thanks'));
  const texts = received.map((one) => one.message.text);
  assert.deepEqual(texts.filter((text) => /is closed|before anybody/.test(text)), []);
  assert.deepEqual(browser.errors, []);
});
