// Role: the relay's log as a program reads it: one JSON object a line, a request found again by its id, and nothing secret.
// Must not: test what requests do.
// @ts-check

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, Relay } from '../relay.mjs';

test('log lines are JSON, name requests by id and route, and hold no key, query or chat text', async () => {
  const relay = await new Relay({ flags: ['--log-format', 'json'] }).start();
  const key = await relay.apiKey('logs');
  const api = new Api(relay.url, key);
  await api.call('POST', '/messages/send', { message: 'a line for the chat' });
  await fetch(`${relay.url}/v1/analytics?api_key=${key}&period=day`, { headers: { 'x-request-id': 'mine-1' } });
  const unknown = await fetch(`${relay.url}/${key}/x`);
  await relay.stop();

  const log = /** @type {string} */ (relay.log);
  const lines = log.trim().split('\n').map((line) => JSON.parse(line));
  const requests = lines.filter((line) => line.message === 'request');
  const sent = requests.find((line) => line.route === '/api/v1/messages/send');
  assert.deepEqual([sent.method, sent.status, typeof sent.ms], ['POST', 400, 'number']);
  assert.match(sent.request_id, /^req_[0-9A-Z]{26}$/);
  const mine = requests.find((line) => line.request_id === 'mine-1');
  assert.deepEqual([mine.route, mine.status], ['/v1/analytics', 200]);
  const lost = requests.find((line) => line.request_id === unknown.headers.get('x-request-id'));
  assert.deepEqual([lost.route, lost.status], ['unmatched', 404]);
  for (const secret of [key, 'api_key', 'period=day', 'a line for the chat']) assert.ok(!log.includes(secret), secret);
});
