// Role: schemathesis, all checks, against the running relay on its own description. Must not: accept any failure.
// @ts-check

import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT, Relay, temporaryFolder } from '../relay.mjs';
import { Device } from './device.mjs';
import { python, run } from './programs.mjs';

const CONFIG = path.join(ROOT, 'tests/api/schemathesis.toml');
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

test('no answer departs from the description', async (context) => {
  // It asks faster than a key may by default, and tries wrong keys at every address.
  const relay = await new Relay({ flags: ['--failures-per-minute', '1000000'] }).start();
  const device = await Device.pair(relay);
  context.after(() => device.leave().then(() => relay.stop()));
  const words = ['--config-file', CONFIG, 'run', `${relay.url}/openapi.json`, '--checks', 'all', ...EXTENT];
  const env = { ...process.env, BUZZCHAT_API_KEY: await relay.apiKey('schemathesis', '--per-minute', '1000000', '--per-day', '1000000', '--scopes', 'read,messages,giveaway,settings,webhooks,keys') };
  // It keeps notes where it is started.
  const asked = run(python('st'), words, { env, cwd: temporaryFolder('schemathesis') });
  await keepLively(device, asked);
  const { code, out, err } = await asked;
  const report = out.split('\n').map((line) => line.slice(0, 300)).join('\n');
  const [, cases] = /(\d+) generated/.exec(out) ?? [];
  context.diagnostic(`${cases} cases`);
  assert.equal(code, 0, `${report}\n${err}`);
  assert.ok(Number(cases) > 500, report);
  const [, selected, all] = /Selected: (\d+)\/(\d+)/.exec(out) ?? [];
  assert.deepEqual([selected, /Tested: (\d+)/.exec(out)?.[1]], [all, all], 'every operation was asked');
});
