// Role: a public generator makes a client from the relay's own description; it compiles strictly and works. Must not: keep
// anything generated.
// @ts-check

import assert from 'node:assert/strict';
import { copyFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT, Relay, temporaryFolder } from '../relay.mjs';
import { Device } from './device.mjs';
import { run } from './programs.mjs';

const tool = (/** @type {string} */ name) => path.join(ROOT, 'node_modules/.bin', name);

/** Generates, compiles, and returns the compiled program. @param {string} url @returns {Promise<any>} */
async function generate(url) {
  const folder = temporaryFolder('client');
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  copyFileSync(path.join(ROOT, 'tests/api/client.ts'), path.join(folder, 'client.ts'));
  // Otherwise a field that has a default would be required in what is sent.
  const words = [`${url}/openapi.json`, '--output', 'schema.ts', '--default-non-nullable=false'];
  const generated = await run(tool('openapi-typescript'), words, { cwd: folder });
  assert.equal(generated.code, 0, generated.err);
  const options = ['--strict', '--noUnusedLocals', '--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2022'];
  const compiled = await run(tool('tsc'), [...options, '--outDir', 'out', 'client.ts'], { cwd: folder });
  assert.equal(compiled.code, 0, compiled.out);
  return import(path.join(folder, 'out/client.js'));
}

test('a generated client compiles, reads analytics and sends', async (context) => {
  const relay = await new Relay().start();
  const device = await Device.pair(relay);
  context.after(() => device.leave().then(() => relay.stop()));
  await device.startBot();
  const parts = [{ id: 'msg_1', kind: 'faq' }];
  await device.report([{ 'message.sent': { line: 'line_1', stream: { site: 'demo', channel: 'main' }, text: 'S to XL', kind: 'faq', parts } }]);
  const { connect, week, say } = await generate(relay.url);
  const client = connect(relay.url, await relay.apiKey('client'));
  const { totalMessages, faqReplies, period, breakdown } = await week(client);
  assert.deepEqual({ totalMessages, faqReplies, period, breakdown }, { totalMessages: 1, faqReplies: 1, period: 'week', breakdown: { welcome: 0, faq: 100, timer: 0 } });
  assert.match(await say(client, 'Flash sale!'), /^msg_/);
  assert.equal(await say(client, '/ban'), 'VALIDATION_ERROR');
  assert.equal(await week(connect(relay.url, 'bz_live_none')), 'INVALID_API_KEY');
});
