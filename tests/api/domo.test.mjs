// Domo's own client, the crate `domo`, registers, lists and subscribes: it knows nothing of the relay but the host.
// @ts-check

import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT, Relay } from '../relay.mjs';
import { run } from './programs.mjs';

test('Domo\'s own client registers, lists and subscribes', async (context) => {
  const relay = await new Relay().start();
  context.after(() => relay.stop());
  const out = await relay.command('key', 'create', '--name', 'domo', '--api', 'domo');
  const [id, secret] = [/\bkey_\w+/.exec(out)?.[0] ?? '', /bz_live_[0-9a-f]{48}/.exec(out)?.[0] ?? ''];
  const place = path.join(ROOT, 'tests/api/domo-client/Cargo.toml');
  const words = ['run', '--quiet', '--locked', '--manifest-path', place, '--', relay.url, id, secret, 'https://example.com/close'];
  const env = { ...process.env, CARGO_TARGET_DIR: process.env.DOMO_CLIENT_TARGET ?? path.join(ROOT, 'target/domo-client') };
  const { code, out: said, err } = await run('cargo', words, { env });
  assert.equal(code, 0, err);
  const { made, shown, listed, subscribed, subscriptions, refused } = JSON.parse(said);
  assert.equal(made.name, 'Sentiment Analyzer');
  assert.deepEqual([shown, listed], [made, [made]]);
  assert.deepEqual(made.headers, [{ name: 'x-my-api-secret', value: 'b5d25c5b' }]);
  assert.deepEqual([subscribed.eventType, subscribed.slashCommand], ['SLASH_COMMAND', 'close']);
  assert.deepEqual(subscriptions, [subscribed]);
  assert.match(refused, /404 Integration not found/);
});
