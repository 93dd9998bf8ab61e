// Role: answers written by a model: the relay, set up on its command line, against a server that speaks what OpenAI's and
// Anthropic's do. Must not: reach a real model.
// @ts-check

import { LLMock } from '@copilotkit/aimock';
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Relay } from '../relay.mjs';

const QUESTION = 'What are your business hours?';
const ANSWER = "We're open Monday through Friday from 9 AM to 5 PM.";
const INSTRUCTIONS = 'Respond professionally and mention we are open 9-5 weekdays';
const PHONE = '+1234567890';
/** @type {[kind: string, suffix: string, key: string[]][]} */
const KINDS = [['openai', '', []], ['openai', '/v1', ['--key', 'sk-secret']], ['anthropic', '/', ['--key', 'sk-ant-secret']]];

const relay = new Relay({ flags: ['--allow-local-targets'] });
const models = new LLMock({ port: 0, strict: true });
let key = '';

before(async () => {
  models.onMessage(QUESTION, { content: ANSWER });
  await models.start();
  await relay.start();
  key = await relay.apiKey('ava', '--api', 'ava');
});

after(async () => {
  await relay.stop();
  await models.stop();
});

afterEach(() => relay.command('generator', 'remove'));

/** @param {Record<string, unknown>} body */
async function generate(body) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(`${relay.url}/api/generate`, { method: 'POST', headers, body: JSON.stringify({ phone: PHONE, ...body }) });
  return { status: answer.status, body: await answer.json() };
}

const asks = (/** @type {string} */ content) => ({ context: [{ role: 'user', content }], instructions: INSTRUCTIONS });

for (const [kind, suffix, flags] of KINDS) {
  test(`${kind} at an address ending in "${suffix}" writes the answer, told of the instructions and of what was said`, async () => {
    await relay.command('generator', 'set', '--kind', kind, '--url', `${models.url}${suffix}`, '--model', 'some-model', ...flags);
    models.clearRequests();
    const { status, body } = await generate(asks(QUESTION));
    assert.deepEqual([status, body.generated_message, body.sent], [200, ANSWER, false]);
    assert.match(body.message_id, /^msg_ai_/);
    const [request] = models.getRequests();
    const asked = JSON.stringify(request.body);
    for (const told of [INSTRUCTIONS, QUESTION, 'some-model']) assert.ok(asked.includes(told), `${told} in ${asked}`);
    const shown = await relay.command('generator', 'show');
    assert.ok(shown.includes(kind) && shown.includes('some-model') && !shown.includes('secret'), shown);
  });
}

test('a model that refuses, or is not there, is an error of the server, and nothing is written for it', async () => {
  await relay.command('generator', 'set', '--kind', 'openai', '--url', models.url, '--model', 'some-model');
  const unknown = await generate(asks('something nobody taught it'));
  assert.deepEqual([unknown.status, unknown.body.success], [500, false]);
  await relay.command('generator', 'set', '--kind', 'openai', '--url', 'http://127.0.0.1:9', '--model', 'some-model');
  assert.equal((await generate(asks(QUESTION))).status, 500);
  assert.ok(!relay.log.includes('secret'), relay.log);
});

test('without a model the relay writes by itself again', async () => {
  await relay.command('generator', 'set', '--kind', 'openai', '--url', models.url, '--model', 'some-model');
  assert.match(await relay.command('generator', 'remove'), /itself writes answers/);
  models.clearRequests();
  const { status, body } = await generate(asks(QUESTION));
  assert.equal(status, 200);
  assert.ok(body.generated_message.length > 0 && models.getRequests().length === 0);
});
