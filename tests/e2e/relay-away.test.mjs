// Walk D: the relay is killed, or away for a minute; both sides end in the same state, nothing doubled.
// @ts-check

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api, Relay } from '../relay.mjs';
import { Browser, openDemo, pair, until } from './browser.mjs';
import { Seller, listen, ownLines, say, stats, surplus } from './seller.mjs';

const AWAY = 60_000;

test('the relay is killed and restarted, and once kept away for a minute', async (t) => {
  const relay = await new Relay().start();
  const browser = await Browser.start();
  t.after(async () => { await browser.close(); await relay.stop(); });
  const seller = new Seller(await pair(browser, relay));
  await seller.switchOn();
  await seller.openGiveaway();
  const api = new Api(relay.url, await relay.apiKey());
  const page = await openDemo(browser, `${relay.url}/demo?show=1&speed=2&loop=0`);
  const asked = await listen(page);
  await until('the page is read', async () => (await seller.view()).streams[0]?.reading);

  for (let kills = 0; kills < 2; kills += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    await relay.stop('SIGKILL');
    await relay.start();
  }
  await until('connected again', async () => (await seller.view()).link.state === 'connected', 60_000);
  await relay.stop('SIGKILL');
  await until('the popup knows', async () => (await seller.view()).link.state === 'away', 30_000);
  await new Promise((resolve) => setTimeout(resolve, AWAY));
  await say(page, 'while_away', 'enter');
  await seller.command({ type: 'change_settings', patch: { welcomeMessage: 'Changed while away, {username}' } });
  await relay.start();
  await until('connected again', async () => (await seller.view()).link.state === 'connected', 60_000);
  await until('the show is over', async () => !(await stats(page)).playing, 120_000);
  await seller.rest();

  const view = await seller.view();
  const { data: analytics } = (await api.call('GET', '/analytics?period=all')).body;
  const { data: entries } = (await api.call('GET', '/giveaway/entries')).body;
  const { data: settings } = (await api.call('GET', '/settings')).body;
  assert.equal(settings.welcomeMessage, 'Changed while away, {username}');
  assert.equal(entries.count, view.giveaway.entrants);
  assert.ok(entries.entries.some(({ username }) => username === 'while_away'));
  for (const name of Object.keys(view.totals)) assert.equal(analytics[name], view.totals[name], name);
  const { ownLines: own, viewerLines } = await stats(page);
  assert.equal(analytics.allLines, own);
  assert.equal(analytics.linesRead, viewerLines);
  const texts = (await ownLines(page)).map(({ text }) => text);
  assert.deepEqual(surplus(texts, await asked()), [], 'nobody is answered or welcomed more often than they asked or came');
  t.diagnostic(`${viewerLines} lines read, ${own} said, ${entries.count} entries`);
  assert.deepEqual(browser.errors, []);
});
