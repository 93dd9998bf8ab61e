// Role: every example of the four documents (AVA, Botbiz, Elitbuzz, Domo Buzz), typed in with only host and credentials changed; the
// table of what came stands in the output. Must not: know how the relay answers; `tests/fixtures/api/examples.json` says what the
// documents promise.
// @ts-check

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Api, ROOT, Relay, temporaryFolder } from '../relay.mjs';

/**
 * `answer` is the documented one: every field of it must come, with a value of its type; at the places in `same` its very value.
 * `keep` names places of the answer that later calls have in their address as {name}.
 * @typedef {{ document: string, name: string, call: string, status: number, key?: string | null, setup?: string, body?: unknown,
 *   form?: Record<string, string>, answer?: unknown, same?: string[], type?: string, headers?: Record<string, string>, keep?: Record<string, string> }} Example
 */

/** @type {Example[]} */
const examples = JSON.parse(readFileSync(path.join(ROOT, 'tests/fixtures/api/examples.json'), 'utf8'));
const relay = new Relay();
/** Credentials by document, and under further names where an example asks for others. @type {Record<string, Record<string, string>>} */
const credentials = {};
/** @type {Record<string, string>} */
const kept = {};

/** What `key create` prints for a family, by its label. @param {string} family @param {string[]} flags */
async function made(family, ...flags) {
  const out = await relay.command('key', 'create', '--name', 'examples', '--api', family, ...flags);
  return Object.fromEntries([...out.matchAll(/^\s*([A-Z][\w ]+): +(.+)$/gm)].map(([, label, value]) => [label, value]));
}

/** A key that has used up what it may ask, once it was asked so often. Of the day: a minute may end before the examples come. @param {string} family @param {string} address @param {number} times */
async function spent(family, address, times, ...flags) {
  const key = (await made(family, ...flags)).Header.replace('Authorization: ', '');
  for (let asked = 0; asked < times; asked++) await fetch(`${relay.url}${address}`, { headers: { authorization: key } });
  return key;
}

/** What the examples take for granted: keys, somebody who wrote, a flow. */
before(async () => {
  await relay.start();
  const plenty = ['--per-minute', '1000000', '--per-day', '100000000'];
  const reader = [...plenty, '--scopes', 'read'];
  const key = async (/** @type {string} */ family, /** @type {string[]} */ flags) => (await made(family, ...flags)).Header.replace('Authorization: ', '');
  const domo = await made('domo', ...plenty);
  const basic = Buffer.from(`${domo['Client id']}:${domo['Client secret']}`).toString('base64');
  const token = await fetch(`${relay.url}/oauth/token?grant_type=client_credentials&scope=buzz`, { headers: { authorization: `Basic ${basic}` } });
  const elitbuzz = await made('elitbuzz', ...plenty);
  [kept.customer, kept.bot] = [elitbuzz['Customer id'], elitbuzz['Bot key']];
  Object.assign(credentials, {
    AVA: { usual: await key('ava', plenty), slow: await spent('ava', '/api/messages/poll', 1, '--per-minute', '1000', '--per-day', '1') },
    Botbiz: { usual: await key('botbiz', ['--plan', 'enterprise', ...plenty]), reader: await key('botbiz', ['--plan', 'enterprise', ...reader]), free: await spent('botbiz', '/v1/users', 60, '--per-day', '60') },
    Elitbuzz: { usual: elitbuzz.Header.replace('Authorization: ', ''), reader: await key('elitbuzz', reader) },
    'Domo Buzz': { usual: `bearer ${(await token.json()).access_token}` },
  });
  const flow = path.join(temporaryFolder('examples'), 'thanks.json');
  writeFileSync(flow, JSON.stringify({ key: 'thanks', name: 'Thanks', steps: [{ type: 'text', text: 'Thank you!' }] }));
  await relay.command('flow', 'set', flow);
});

after(() => relay.stop());

/** Somebody writes to the workspace. */
async function write() {
  const api = new Api(relay.url, await relay.apiKey('examples'));
  const { status, body } = await api.call('POST', '/sandbox/messages', { channel: 'imessage', from: '+1234567890', text: 'New inbound message' });
  assert.equal(status, 201, JSON.stringify(body));
}

/** Somebody scans the account's QR code, and confirms what it leads to. */
async function connect() {
  const headers = { authorization: credentials.Botbiz.usual, accept: 'application/json' };
  const code = await (await fetch(`${relay.url}/v1/whatsapp/accounts/${kept.account}/qr-code`, { headers })).json();
  assert.equal((await fetch(code.value, { method: 'POST' })).status, 200);
}

/** What must have happened before an example, by the name it asks for it. @type {Record<string, () => Promise<unknown>>} */
const SETUPS = {
  'somebody wrote': write,
  'connected account': connect,
  'no model': () => relay.command('generator', 'set', '--kind', 'openai', '--url', 'http://127.0.0.1:9', '--model', 'none'),
};

/** The value at a place such as /messages/0/id. @param {any} value @param {string} place */
const at = (value, place) => place.split('/').slice(1).reduce((part, name) => part?.[name], value);

/** Every documented field is there, with a value of the documented type. @param {unknown} documented @param {unknown} answered @param {string} place */
function hasFieldsOf(documented, answered, place = '') {
  if (documented === null || typeof documented !== 'object') return assert.equal(typeof answered, typeof documented, place);
  assert.equal(Array.isArray(answered), Array.isArray(documented), place);
  for (const [name, value] of Object.entries(documented)) hasFieldsOf(value, at(answered, `/${name}`), `${place}/${name}`);
}

/** @param {Example} example */
async function call({ document, call, key = 'usual', body, form }) {
  const [method, address] = call.split(' ');
  const headers = new Headers(key ? { authorization: credentials[document][key] } : {});
  if (body !== undefined) headers.set('content-type', 'application/json');
  const data = new FormData();
  for (const [name, text] of Object.entries(form ?? {})) data.set(name, new File([text], name));
  const url = relay.url + address.replace(/\{(\w+)\}/g, (_, name) => kept[name]);
  return fetch(url, { method, headers, body: form ? data : body === undefined ? undefined : JSON.stringify(body) });
}

/** @param {Example} example */
async function check(example) {
  await SETUPS[example.setup ?? '']?.();
  const answer = await call(example);
  const text = await answer.text();
  assert.equal(answer.status, example.status, text);
  if (example.type) assert.equal(answer.headers.get('content-type'), example.type);
  for (const [name, pattern] of Object.entries(example.headers ?? {})) assert.match(answer.headers.get(name) ?? '', new RegExp(pattern), name);
  if (!example.answer) return;
  const answered = JSON.parse(text);
  hasFieldsOf(example.answer, answered);
  for (const place of example.same ?? []) assert.deepEqual(at(answered, place), at(example.answer, place), `${place} in ${text}`);
  for (const [name, place] of Object.entries(example.keep ?? {})) kept[name] = at(answered, place);
}

for (const document of new Set(examples.map((example) => example.document))) {
  test(`${document}: every documented example is answered as documented`, async (context) => {
    const rows = [];
    for (const example of examples.filter((example) => example.document === document)) {
      const problem = await check(example).then(() => '', (error) => String(error.message).split('\n')[0]);
      rows.push({ example, problem });
    }
    for (const { example, problem } of rows) context.diagnostic(`${document.padEnd(10)}${String(example.status).padEnd(5)}${(problem || 'as documented').padEnd(15)} ${example.name}: ${example.call}`);
    assert.deepEqual(rows.filter(({ problem }) => problem).map(({ example, problem }) => `${example.name}: ${problem}`), []);
  });
}
