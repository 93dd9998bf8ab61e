// A recorded chat through /demo at twenty times its speed: every line is counted exactly once. A twentieth of it unless
// SOAK is set.
// @ts-check

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT, Relay, temporaryFolder } from '../relay.mjs';
import { Browser, openDemo, until } from './browser.mjs';
import { Seller, stats } from './seller.mjs';

const RECORDING = path.join(ROOT, '../shared/chat/youtube-irl.csv');
const SPEED = 20;

test('a recorded chat is counted line by line', async (t) => {
  if (!existsSync(RECORDING)) return t.skip('the recording is not on this machine');
  const file = process.env.SOAK ? RECORDING : beginning(RECORDING);
  const relay = await new Relay().start();
  const browser = await Browser.start();
  t.after(async () => { await browser.close(); await relay.stop(); });
  const seller = await Seller.sitDown(browser);
  await seller.command({ type: 'change_settings', patch: { botActive: true } });
  const page = await openDemo(browser, `${relay.url}/demo`);
  await until('the page is read', async () => (await seller.view()).streams[0]?.reading);
  await page.locator('summary', { hasText: 'Replay' }).click();
  await page.locator('#replay-file').setInputFiles(file);
  await page.locator('#replay-speed').fill(String(SPEED));
  const memory = [workerMemory()];
  const began = Date.now();
  await page.locator('#replay-start').click();
  const finished = async () => (await page.locator('#replay-status').textContent()) === 'finished';
  while (!(await finished())) {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    memory.push(workerMemory());
    assert.ok(Date.now() - began < 300_000, 'the replay does not end');
  }
  await seller.rest();
  const { viewerLines } = await stats(page);
  const { totals } = await seller.view();
  t.diagnostic(`${viewerLines} lines in ${Math.round((Date.now() - began) / 1000)} s, worker process MB: ${memory.join(' ')}`);
  assert.equal(totals.linesRead, viewerLines);
  assert.equal(totals.welcomeMessages + totals.faqReplies + totals.timerMessages + totals.otherMessages, (await stats(page)).ownLines);
  assert.deepEqual(browser.errors, []);
});

/** The first twentieth of a recording. @param {string} file */
function beginning(file) {
  const rows = readFileSync(file, 'utf8').split('\n');
  const short = path.join(temporaryFolder('replay'), 'beginning.csv');
  writeFileSync(short, rows.slice(0, 1 + Math.ceil(rows.length / 20)).join('\n'));
  return short;
}

/** The resident memory of the process the worker lives in, in MB. */
function workerMemory() {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const hosts = processes.filter((id) => read(`/proc/${id}/cmdline`).includes('--extension-process'));
  const kilobytes = hosts.map((id) => Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${id}/status`))?.[1] ?? 0));
  return Math.round(Math.max(0, ...kilobytes) / 1024);
}

/** A file of /proc, which may be gone before it is read. @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
