// `./build.sh run`, as README has it: it plays, prints, invites, and ends by itself.
// @ts-check

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../relay.mjs';

test('the show runs for the seconds asked for and ends with a summary', async () => {
  const child = spawn(process.execPath, [path.join(ROOT, 'tests/e2e/run.mjs'), '--seconds', '25'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(code, 0);
  assert.match(out, /API key: bz_live_[0-9a-f]{48}/);
  assert.match(out, /curl -H "Authorization: Bearer bz_live_.*\/api\/v1\/analytics/);
  assert.match(out, /Jake Turner: how much is shipping\?/);
  assert.match(out, /BOT ▸ @Jake Turner Shipping takes/);
  assert.match(out, /BOT ▸ Welcome to the stream, /);
  const [, read, welcomed, answered, entries] = /lines read (\d+), welcomed (\d+), answered (\d+), entries (\d+)/.exec(out) ?? [];
  for (const [name, number] of Object.entries({ read, welcomed, answered, entries })) assert.ok(Number(number) > 0, `${name}: ${number}`);
});

test('a wrong argument is named', async () => {
  const child = spawn(process.execPath, [path.join(ROOT, 'tests/e2e/run.mjs'), '--minutes', '1'], { stdio: 'pipe' });
  let err = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  assert.equal(await new Promise((resolve) => child.once('close', resolve)), 2);
  assert.match(err, /usage/);
});
