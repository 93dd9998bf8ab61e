// Deliveries of the real relay, judged by others: the function that the API's documentation gives integrators, and the
// Standard Webhooks library. It must not compute a signature by itself.
// @ts-check

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { Api, Relay } from '../relay.mjs';

const require = createRequire(import.meta.url);

// --- as documented, letter for letter --------------------------------------------------------------------------------
const crypto = require('crypto');
function verifyWebhookSignature(payload, signature, secret) {
const expected = crypto
.createHmac('sha256', secret)
.update(payload)
.digest('hex');
return crypto.timingSafeEqual(
Buffer.from(signature),
Buffer.from(expected)
);
}
// ---------------------------------------------------------------------------------------------------------------------

/** @typedef {{ headers: Record<string, string>, body: string }} Delivery */

/** A receiver on a free port that keeps what comes and answers what it is told to. */
class Receiver {
  constructor() {
    /** @type {Delivery[]} */
    this.received = [];
    this.status = 200;
    /** @type {(() => void)[]} */
    this.waiting = [];
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        this.received.push({ headers: /** @type {Record<string, string>} */ (request.headers), body });
        response.writeHead(this.status).end();
        this.waiting.splice(0).forEach((wake) => wake());
      });
    });
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const address = /** @type {import('node:net').AddressInfo} */ (this.server.address());
    this.url = `http://127.0.0.1:${address.port}/webhooks/buzzchat`;
    return this;
  }

  /** The delivery with this number, once it is there. @param {number} index @returns {Promise<Delivery>} */
  async delivery(index) {
    while (this.received.length <= index) await new Promise((resolve) => this.waiting.push(() => resolve(undefined)));
    return this.received[index];
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const relay = new Relay({ flags: ['--allow-local-targets'] });
/** @type {Api} */
let api;
/** @type {Receiver} */
let receiver;

before(async () => {
  await relay.start();
  api = new Api(relay.url, await relay.apiKey());
});

after(() => relay.stop());

beforeEach(async () => {
  receiver = await new Receiver().start();
});

afterEach(() => receiver.stop());

/** Makes a webhook for the bot's switch and returns it with its secret. */
async function subscribe() {
  const made = await api.call('POST', '/webhooks', { url: receiver.url, events: ['bot.started', 'bot.stopped'] });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body.data;
}

/** Makes an event happen: the bot is switched to what it is not. */
async function happen() {
  const { botActive } = (await api.call('GET', '/settings')).body.data;
  const changed = await api.call('PATCH', '/settings', { botActive: !botActive });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  return botActive ? 'bot.stopped' : 'bot.started';
}

/** @param {Delivery} delivery @param {string} secret */
const verified = ({ headers, body }, secret) => verifyWebhookSignature(body, headers['x-buzzchat-signature'], secret);

/** @param {{ id: string }} webhook */
const forget = (webhook) => api.call('DELETE', `/webhooks/${webhook.id}`);

test('a real event verifies with the documented function and with Standard Webhooks', async () => {
  const webhook = await subscribe();
  const kind = await happen();
  const delivery = await receiver.delivery(0);
  assert.equal(verified(delivery, webhook.secret), true);
  const event = /** @type {{ id: string, type: string }} */ (new Webhook(webhook.secret).verify(delivery.body, delivery.headers));
  assert.deepEqual([event.type, event.id], [kind, delivery.headers['webhook-id']]);
  await forget(webhook);
});

test('a test event verifies too', async () => {
  const webhook = await subscribe();
  const answer = await api.call('POST', `/webhooks/${webhook.id}/test`);
  assert.deepEqual([answer.body.data.delivered, answer.body.data.responseCode], [true, 200]);
  assert.equal(typeof answer.body.data.responseTime, 'number');
  const delivery = await receiver.delivery(0);
  assert.equal(verified(delivery, webhook.secret), true);
  assert.ok(new Webhook(webhook.secret).verify(delivery.body, delivery.headers));
  assert.equal(delivery.headers['x-buzzchat-test'], '1');
  await forget(webhook);
});

test('while a rotation has its grace both secrets verify, and afterwards only the new one', async () => {
  const webhook = await subscribe();
  const rotated = (await api.call('POST', `/webhooks/${webhook.id}/rotate-secret`, { graceSeconds: 3600 })).body.data;
  await happen();
  const both = await receiver.delivery(0);
  assert.ok(new Webhook(rotated.secret).verify(both.body, both.headers));
  assert.ok(new Webhook(webhook.secret).verify(both.body, both.headers));
  assert.equal(verified(both, rotated.secret), true);
  assert.equal(verifyWebhookSignature(both.body, both.headers['x-buzzchat-signature-previous'], webhook.secret), true);

  const last = (await api.call('POST', `/webhooks/${webhook.id}/rotate-secret`, { graceSeconds: 0 })).body.data;
  await happen();
  const one = await receiver.delivery(1);
  assert.ok(new Webhook(last.secret).verify(one.body, one.headers));
  assert.equal(verified(one, last.secret), true);
  for (const old of [webhook.secret, rotated.secret]) {
    assert.throws(() => new Webhook(old).verify(one.body, one.headers), /No matching signature/);
    assert.equal(verified(one, old), false);
  }
  await forget(webhook);
});

test('both refuse a body that was changed, another secret, and the id of another event', async () => {
  const webhook = await subscribe();
  await happen();
  const delivery = await receiver.delivery(0);
  const other = await subscribe();
  const forged = { ...delivery, body: delivery.body.replace('bot.', 'bOt.') };
  assert.notEqual(forged.body, delivery.body);
  assert.equal(verified(forged, webhook.secret), false);
  assert.equal(verified(delivery, other.secret), false);
  const refused = /** @param {Delivery} delivery @param {string} secret */ ({ headers, body }, secret) =>
    assert.throws(() => new Webhook(secret).verify(body, headers), /No matching signature/);
  refused(forged, webhook.secret);
  refused(delivery, other.secret);
  refused({ ...delivery, headers: { ...delivery.headers, 'webhook-id': 'evt_other' } }, webhook.secret);
  await forget(webhook);
  await forget(other);
});

test('what was under way when the relay was killed arrives after its restart under the same id', async () => {
  const webhook = await subscribe();
  receiver.status = 503;
  await happen();
  const first = await receiver.delivery(0);
  await relay.stop('SIGKILL');
  receiver.status = 200;
  await relay.start();
  const again = await receiver.delivery(1);
  assert.deepEqual([again.headers['webhook-id'], again.body], [first.headers['webhook-id'], first.body]);
  assert.equal(verified(again, webhook.secret), true);
  await forget(webhook);
});
