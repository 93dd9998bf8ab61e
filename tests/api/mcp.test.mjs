// Role: the official MCP client lists and calls every tool, over stdio as Claude Desktop starts buzzchat-mcp, and over
// streamable HTTP. Must not: look behind the protocol; what tools do in detail is tested beside the relay.
// @ts-check

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { RELAY, Relay, ROOT } from '../relay.mjs';

const BINARY = path.join(path.dirname(RELAY), 'buzzchat-mcp');
const SAMPLE = readFileSync(path.join(ROOT, 'tests/fixtures/api/claude-desktop.json'), 'utf8');

const relay = new Relay();
let key = '';

before(async () => {
  await relay.start();
  key = await relay.apiKey('mcp');
});
after(() => relay.stop());

/** The documented configuration; only key and path are changed. @param {string} apiKey */
function documented(apiKey) {
  const { command, args, env } = JSON.parse(SAMPLE.replaceAll('YOUR_API_KEY', apiKey)).mcpServers.buzzchat;
  assert.equal(command, 'buzzchat-mcp');
  return { command: BINARY, args, env: { ...env, BUZZCHAT_URL: relay.url } };
}

/** @param {string} [apiKey] @param {object} [how] */
async function overStdio(apiKey = key, how = {}) {
  const transport = new StdioClientTransport({ ...documented(apiKey), stderr: 'pipe', ...how });
  return connected(transport);
}

/** @param {string} [apiKey] */
async function overHttp(apiKey = key) {
  const requestInit = { headers: { authorization: `Bearer ${apiKey}` } };
  return connected(new StreamableHTTPClientTransport(new URL('/mcp', relay.url), { requestInit }));
}

/** @param {any} transport */
async function connected(transport) {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  return client;
}

/** A tool's result, which the client has checked against the tool's schema. @param {Client} client @param {string} name @param {any} [args] */
async function call(client, name, args = {}) {
  const result = /** @type {any} */ (await client.callTool({ name: `buzzchat_${name}`, arguments: args }));
  assert.ok(!result.isError, `${name}: ${JSON.stringify(result)}`);
  return result.structuredContent;
}

/** The envelope of a tool's refusal. @param {Client} client @param {string} name @param {any} [args] */
async function refusal(client, name, args = {}) {
  const result = /** @type {any} */ (await client.callTool({ name: `buzzchat_${name}`, arguments: args }));
  assert.equal(result.isError, true, JSON.stringify(result));
  return JSON.parse(result.content[0].text).error;
}

/** Calls every tool. Returns the names of those called. @param {Client} client */
async function callEverything(client) {
  const called = new Set();
  const use = (/** @type {string} */ name, /** @type {any} */ args) => (called.add(`buzzchat_${name}`), call(client, name, args));
  const refused = (/** @type {string} */ name, /** @type {any} */ args) => (called.add(`buzzchat_${name}`), refusal(client, name, args));

  assert.deepEqual(await use('toggle_bot', { active: true }), { botActive: true });
  assert.equal((await use('get_status')).botActive, true);
  assert.equal((await use('get_analytics', { period: 'day' })).totalMessages, 0);
  assert.deepEqual((await use('get_faq_triggers')).triggers, []);
  await use('update_settings', { welcomeDelay: 1_500 });
  assert.equal((await use('get_settings')).welcomeDelay, 1_500);
  assert.equal((await use('list_accounts')).accounts[0].id, 'acc_1');
  await use('switch_account', { accountId: 'acc_1' });

  const items = [
    ['faq_rule', 'faq_rules', { triggers: ['sizing'], reply: 'S to XL' }, { reply: 'S to XXL' }],
    ['timer', 'timers', { text: 'Follow!', interval: 5 }, { enabled: false }],
    ['command', 'commands', { name: 'sizes', reply: 'S to XL' }, { aliases: ['sz'] }],
  ];
  for (const [item, list, fields, change] of items) {
    const { id } = await use(`add_${item}`, fields);
    const changed = await use(`update_${item}`, { id, .../** @type {object} */ (change) });
    const { items: listed } = await use(`list_${list}`);
    assert.deepEqual(listed.at(-1), changed);
    if (item === 'faq_rule') assert.equal((await use('test_line', { text: 'what sizing?' })).ruleId, id);
    await use(`remove_${item}`, { id });
  }

  const { conversationId } = await use('send_direct_message', { channel: 'whatsapp', to: '+14155552671', text: 'On its way!' });
  assert.equal((await use('list_conversations')).conversations[0].id, conversationId);
  assert.equal((await use('read_messages', { conversationId })).messages[0].content, 'On its way!');

  assert.equal((await use('open_giveaway')).state, 'open');
  assert.equal((await use('get_giveaway')).state, 'open');
  assert.equal((await use('list_giveaway_entries')).total, 0);
  assert.equal((await use('close_giveaway')).state, 'closed');
  assert.equal((await refused('pick_winner', { count: 1 })).code, 'VALIDATION_ERROR');
  assert.equal((await refused('get_giveaway_proof')).code, 'NOT_FOUND');
  await use('clear_giveaway_entries');
  // Nobody is there who could write into a chat.
  assert.equal((await refused('send_message', { message: 'Thanks for tuning in!' })).code, 'BOT_INACTIVE');
  await use('toggle_bot', { active: false });
  return [...called].sort();
}

for (const [transport, open] of /** @type {const} */ ([['stdio', overStdio], ['streamable HTTP', overHttp]])) {
  test(`every tool is listed and called over ${transport}`, async () => {
    const client = await open();
    assert.equal(client.getServerVersion()?.name, 'buzzchat');
    const { tools } = await client.listTools();
    const names = tools.map((tool) => tool.name).sort();
    assert.deepEqual(await callEverything(client), names);
    for (const tool of ['send_message', 'get_analytics', 'pick_winner', 'toggle_bot']) assert.ok(names.includes(`buzzchat_${tool}`), tool);
    assert.match((await refusal(client, 'send_message')).message, /^message is required/);
    await assert.rejects(client.callTool({ name: 'buzzchat_no_such_tool' }), /no tool/);
    await client.close();
  });
}

test('a wrong key is named as such', async () => {
  const wrong = `bz_live_${'0'.repeat(48)}`;
  const client = await overStdio(wrong);
  await assert.rejects(client.listTools(), /API key is invalid or expired.*Make a key/);
  const error = await refusal(client, 'get_status');
  assert.equal(error.code, 'INVALID_API_KEY');
  await client.close();
  await assert.rejects(overHttp(wrong), /INVALID_API_KEY/);
});

test('a client that comes before the relay, and stays when it goes, works once it is there', async () => {
  await relay.stop();
  const client = await overStdio();
  let told = 0;
  const { ToolListChangedNotificationSchema } = await import('@modelcontextprotocol/sdk/types.js');
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (told += 1));
  assert.ok((await client.listTools()).tools.length > 20, 'the tools are known without the relay');
  const away = await refusal(client, 'get_status');
  assert.deepEqual([away.code, /cannot be reached.*buzzchat-relay serve/.test(away.message)], ['SERVICE_UNAVAILABLE', true]);
  await relay.start();
  assert.equal((await call(client, 'get_status')).botActive, false);
  assert.equal(told, 1, 'the list may have been too long for this key');
  await relay.stop('SIGKILL');
  assert.equal((await refusal(client, 'get_status')).code, 'SERVICE_UNAVAILABLE');
  await relay.start();
  assert.equal((await call(client, 'get_status')).botActive, false);
  await client.close();
});

test('the key may come from the environment alone', async () => {
  const { env } = documented(key);
  const client = await overStdio(key, { args: [], env });
  assert.equal((await call(client, 'list_accounts')).accounts.length, 1);
  await client.close();
});
