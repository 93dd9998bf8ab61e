// Role: schemathesis, all checks, against the running relay on its own description. Must not: accept any failure.
// @ts-check

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT, Relay, temporaryFolder } from '../relay.mjs';
import { Device } from './device.mjs';
import { python, run } from './programs.mjs';

// The short run asks the same every time; the long one goes on asking something new.
const EXTENT = process.env.SOAK ? ['--max-examples', '500', '--max-time', '600'] : ['--max-examples', '10', '--seed', '1'];
const VIEWERS = Array.from({ length: 30 }, (_, number) => `viewer${number}`);

/** Goes on switching the bot on and filling a giveaway, so that calls that need either are not all refused. @param {Device} device @param {Promise<unknown>} end */
async function keepLively(device, end) {
  let over = false;
  end.finally(() => (over = true));
  while (!over) {
    await device.startBot();
    await device.command({ type: 'clear_entries' });
    await device.command({ type: 'open_giveaway' });
    await device.enter(...VIEWERS);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * Asks everything a description offers, and expects what it promises.
 * @param {import('node:test').TestContext} context @param {Relay} relay @param {string} name of the description and of how it is asked
 * @param {Record<string, string>} credentials @param {(end: Promise<unknown>) => Promise<void>} [meanwhile]
 */
async function ask(context, relay, name, credentials, meanwhile = async () => {}) {
  const description = name === 'buzzchat' ? '/openapi.json' : `/openapi/${name}.json`;
  const config = path.join(ROOT, `tests/api/schemathesis/${name}.toml`);
  const words = ['--config-file', config, 'run', `${relay.url}${description}`, '--checks', 'all', ...EXTENT];
  // It keeps notes where it is started.
  const asked = run(python('st'), words, { env: { ...process.env, ...credentials }, cwd: temporaryFolder('schemathesis') });
  await meanwhile(asked);
  const { code, out, err } = await asked;
  const report = out.split('\n').map((line) => line.slice(0, 1000)).join('\n');
  const [, cases] = /(\d+) generated/.exec(out) ?? [];
  context.diagnostic(`${cases} cases`);
  assert.equal(code, 0, `${report}\n${err}`);
  const [, selected, all] = /Selected: (\d+)\/(\d+)/.exec(out) ?? [];
  assert.deepEqual([selected, /Tested: (\d+)/.exec(out)?.[1]], [all, all], 'every operation was asked');
  assert.ok(Number(cases) > 30 * Number(all), report);
}

// It asks faster than a key may by default, and tries wrong keys at every address.
const startRelay = () => new Relay({ flags: ['--failures-per-minute', '1000000', '--allow-local-targets'] }).start();
const PLENTY = ['--per-minute', '1000000', '--per-day', '1000000'];

test('BuzzChat: no answer departs from the description', async (context) => {
  const relay = await startRelay();
  const device = await Device.pair(relay);
  context.after(() => device.leave().then(() => relay.stop()));
  const key = await relay.apiKey('schemathesis', ...PLENTY, '--scopes', 'read,messages,giveaway,settings,webhooks,keys');
  await ask(context, relay, 'buzzchat', { BUZZCHAT_API_KEY: key }, (end) => keepLively(device, end));
});

/** @param {Relay} relay @param {string} family @param {string[]} flags @returns {Promise<string>} what `key create` says */
const made = (relay, family, ...flags) => relay.command('key', 'create', '--name', 'schemathesis', '--api', family, ...PLENTY, ...flags);

/** What a family's client is given, by the names in its file here. @type {Record<string, (relay: Relay) => Promise<Record<string, string>>>} */
const FAMILIES = {
  ava: async (relay) => ({ BUZZCHAT_API_KEY: await relay.apiKey('schemathesis', '--api', 'ava', ...PLENTY) }),
  botbiz: async (relay) => ({ BUZZCHAT_API_KEY: await relay.apiKey('schemathesis', '--api', 'botbiz', '--plan', 'enterprise', ...PLENTY) }),
  async elitbuzz(relay) {
    const said = await made(relay, 'elitbuzz');
    const [, customer] = /Customer id: +(.+)/.exec(said) ?? [];
    const [, bot] = /Bot key: +(.+)/.exec(said) ?? [];
    const flow = path.join(temporaryFolder('flow'), 'thanks.json');
    writeFileSync(flow, JSON.stringify({ key: 'thanks', name: 'Thanks', steps: [{ type: 'text', text: 'Thank you!' }] }));
    await relay.command('flow', 'set', flow);
    return { BUZZCHAT_API_KEY: said.split('\n')[0], BUZZCHAT_CUSTOMER: customer, BUZZCHAT_BOT: bot };
  },
  async domo(relay) {
    const said = await made(relay, 'domo');
    const [, id] = /Client id: +(.+)/.exec(said) ?? [];
    const client = Buffer.from(`${id}:${said.split('\n')[0]}`).toString('base64');
    const answer = await fetch(`${relay.url}/oauth/token?grant_type=client_credentials&scope=buzz`, { headers: { authorization: `Basic ${client}` } });
    return { BUZZCHAT_TOKEN: (await answer.json()).access_token, BUZZCHAT_CLIENT: id ?? '', BUZZCHAT_SECRET: said.split('\n')[0] };
  },
};

for (const [family, credentials] of Object.entries(FAMILIES)) {
  test(`${family}: no answer departs from the description`, async (context) => {
    const relay = await startRelay();
    context.after(() => relay.stop());
    await ask(context, relay, family, await credentials(relay));
  });
}
