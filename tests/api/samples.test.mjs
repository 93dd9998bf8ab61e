// Role: the three sample programs of the documented API, run against the real relay as published but for host and key (and for
// the indentation, which the published text has lost). Must not: change anything else in them.
// @ts-check

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Api, ROOT, Relay, temporaryFolder } from '../relay.mjs';
import { Device } from './device.mjs';
import { python, run } from './programs.mjs';

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const STREAM = { site: 'demo', channel: 'main' };
// As in the documented example.
const SENT = { welcome: 450, faq: 320, timer: 480 };

const folder = temporaryFolder('samples');
const relay = new Relay();
/** @type {Device} */
let device;
let key = '';

/** @param {string} name */
const published = (name) => readFileSync(path.join(ROOT, 'tests/fixtures/api/samples', name), 'utf8');

/** The program with exactly two strings replaced. @param {string} name @param {string} placeholder the key in it */
function sample(name, placeholder) {
  const text = published(name);
  assert.ok(text.includes('https://api.buzzchat.app') && text.includes(placeholder), name);
  const file = path.join(folder, name);
  writeFileSync(file, text.replaceAll('https://api.buzzchat.app', relay.url).replaceAll(placeholder, key));
  return file;
}

function* sentLines() {
  let number = 0;
  for (const [kind, count] of Object.entries(SENT)) {
    for (let i = 0; i < count; i++) {
      const [line, id] = [`line_${++number}`, `msg_${number}`];
      yield { 'message.sent': { line, stream: STREAM, text: 'hi', kind, parts: [{ id, kind }] } };
    }
  }
}

before(async () => {
  await relay.start();
  key = await relay.apiKey('samples');
  device = await Device.pair(relay);
  await device.startBot();
  await device.report([...sentLines()]);
});

after(async () => {
  await device?.leave();
  await relay.stop();
});

/** A giveaway that only one viewer can win. */
async function giveaway(viewer) {
  await device.command({ type: 'clear_entries' });
  await device.command({ type: 'open_giveaway' });
  await device.enter(viewer);
}

test('the guide shows the same programs', () => {
  const guide = readFileSync(path.join(ROOT, 'docs/api.md'), 'utf8');
  for (const name of ['send-message.js', 'analytics-and-winner.py', 'calls.sh']) {
    const shown = published(name).replaceAll('https://api.buzzchat.app', 'http://127.0.0.1:4117');
    assert.ok(guide.includes(`\n${shown}\`\`\``), name);
  }
});

test('JavaScript sends a message and prints the answer', async () => {
  const { code, out, err } = await run('node', [sample('send-message.js', 'your_api_key_here')]);
  assert.equal(code, 0, err);
  assert.match(out, /^Message sent: \{\s+success: true,\s+data: \{/);
  const { id, at } = /messageId: '(?<id>msg_[^']+)',\s+sentAt: '(?<at>[^']+)'/.exec(out)?.groups ?? {};
  assert.ok(id && RFC3339.test(at), out);
  const message = 'Flash sale! 20% off everything for the next 30 minutes!';
  assert.deepEqual(device.executed.at(-1), { type: 'send_message', message, delay: 0 });
});

test('Python prints the week and the winner', async () => {
  await giveaway('viewer123');
  const { code, out, err } = await run(python(), [sample('analytics-and-winner.py', 'your_api_key_here')]);
  assert.equal(code, 0, err);
  assert.equal(out, 'Total messages this week: 1250\nWinner: viewer123\n');
});

test('curl reads, sends and draws', async () => {
  await giveaway('shopper456');
  const { code, out, err } = await run('bash', [sample('calls.sh', 'YOUR_API_KEY')]);
  assert.equal(code, 0, err);
  const [analytics, sent, picked] = out.replaceAll('}{', '}\n{').split('\n').map((text) => JSON.parse(text));
  const { totalMessages, welcomeMessages, faqReplies, timerMessages, period, breakdown } = analytics.data;
  assert.deepEqual(
    { success: analytics.success, totalMessages, welcomeMessages, faqReplies, timerMessages, period, breakdown },
    {
      success: true,
      totalMessages: 1250, welcomeMessages: 450, faqReplies: 320, timerMessages: 480,
      period: 'week',
      breakdown: { welcome: 36, faq: 25.6, timer: 38.4 },
    },
  );
  assert.match(out, /"welcome":36,"faq":25.6,"timer":38.4/, 'whole numbers are written as documented');
  assert.deepEqual(Object.keys(sent), ['success', 'data']);
  assert.ok(/^msg_/.test(sent.data.messageId) && RFC3339.test(sent.data.sentAt), out);
  assert.deepEqual(picked.data.winners, ['shopper456']);
  assert.ok(RFC3339.test(picked.data.timestamp), out);
});

test('the same programs hear the documented errors', async () => {
  const api = new Api(relay.url, key);
  await device.command({ type: 'clear_entries' });
  const empty = await api.call('POST', '/giveaway/pick-winner', { count: 1 });
  assert.deepEqual([empty.status, empty.body.success, empty.body.error.code], [400, false, 'VALIDATION_ERROR']);
  await device.command({ type: 'change_settings', patch: { botActive: false } });
  const silent = await api.call('POST', '/messages/send', { message: 'hi' });
  assert.deepEqual([silent.status, silent.body.error.code], [400, 'BOT_INACTIVE']);
  await device.startBot();
  const stranger = await new Api(relay.url, `${key.slice(0, -1)}x`).call('GET', '/analytics');
  const message = 'The provided API key is invalid or expired';
  assert.deepEqual(stranger, { status: 401, body: { success: false, error: { code: 'INVALID_API_KEY', message } } });
});
