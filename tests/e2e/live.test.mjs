// The walks A and B: a question is answered in the page, and the REST API sees it and acts.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Api, Relay } from '../relay.mjs';
import { Browser, openDemo, pair, until } from './browser.mjs';
import { Seller, hear, ownLines, say, stats } from './seller.mjs';

/** @type {Relay} */ let relay;
/** @type {Browser} */ let browser;
/** @type {Seller} */ let seller;
/** @type {Api} */ let api;
/** @type {import('playwright-core').Page} */ let page;

before(async () => {
  relay = await new Relay().start();
  browser = await Browser.start();
  seller = new Seller(await pair(browser, relay));
  await seller.switchOn();
  await seller.openGiveaway();
  api = new Api(relay.url, await relay.apiKey());
  page = await openDemo(browser, `${relay.url}/demo`);
  await until('the page is read', async () => (await seller.view()).streams[0]?.reading);
});

after(async () => {
  await browser?.close();
  await relay?.stop();
});

test('a question is answered and a newcomer welcomed', async () => {
  await say(page, 'ann', 'how long does shipping take?');
  await hear(page, /^@ann Shipping takes/);
  await hear(page, /^Welcome to the stream, ann!$/);
});

test('a message sent through the API appears once', async () => {
  const { status, body } = await api.call('POST', '/messages/send', { message: 'Flash sale! 20% off' });
  assert.equal(status, 200);
  assert.match(body.data.messageId, /^msg_/);
  assert.ok(!Number.isNaN(Date.parse(body.data.sentAt)) && body.data.sentAt.endsWith('Z'));
  await hear(page, /^Flash sale! 20% off$/);
  assert.equal((await ownLines(page)).filter(({ text }) => text === 'Flash sale! 20% off').length, 1);
});

test('a delayed message comes when it was planned', async () => {
  const asked = Date.now();
  const { body } = await api.call('POST', '/messages/send', { message: 'And later', delay: 3_000 });
  assert.ok(Date.parse(body.data.sentAt) - asked > 2_000, 'sentAt is the planned time, in whole seconds');
  const line = await hear(page, /^And later$/);
  assert.ok(line.acceptedAt - asked >= 2_900);
});

test('entries are the viewers who typed the keyword, and a winner is one of them', async () => {
  for (const [author, text] of [['ann', 'enter'], ['bob', 'center piece'], ['cem', 'ENTER me please'], ['ann', 'enter'], ['dee', 'I enter']]) {
    await say(page, author, text);
  }
  const entries = async () => (await api.call('GET', '/giveaway/entries')).body.data;
  await until('three entries', async () => (await entries()).count === 3);
  assert.deepEqual((await entries()).entries.map(({ username }) => username), ['ann', 'cem', 'dee']);
  const { body } = await api.call('POST', '/giveaway/pick-winner', { count: 1 });
  assert.equal(body.data.winners.length, 1);
  assert.ok(['ann', 'cem', 'dee'].includes(body.data.winners[0]));
  await hear(page, new RegExp(`Giveaway winner: @${body.data.winners[0]}`));
  assert.deepEqual((await api.call('DELETE', '/giveaway/entries')).body, { success: true, message: 'All entries cleared' });
  assert.equal((await entries()).count, 0);
});

test('a changed welcome shows in the next welcome and in the popup', async () => {
  const patched = await api.call('PATCH', '/settings', { welcomeMessage: "Hey {username}, glad you're here!", welcomeDelay: 200 });
  assert.equal(patched.status, 200);
  assert.equal((await api.call('GET', '/settings')).body.data.welcomeMessage, "Hey {username}, glad you're here!", 'a client reads its own writes');
  await say(page, 'zoe', 'hello');
  await hear(page, /^Hey zoe, glad you're here!$/);
  await seller.tab('Messages');
  await until('the popup shows it', async () => (await seller.popup.getByRole('textbox', { name: 'Welcome message' }).inputValue()).startsWith('Hey'));
});

test('without a key or with a wrong one the documented body comes back', async () => {
  const { status, ok } = await fetch(`${relay.url}/api/v1/settings`);
  assert.deepEqual([status, ok], [401, false]);
  for (const key of [`bz_live_${'0'.repeat(48)}`, 'nonsense']) {
    const { status, body } = await new Api(relay.url, key).call('GET', '/analytics');
    assert.equal(status, 401);
    assert.deepEqual(body, { success: false, error: { code: 'INVALID_API_KEY', message: 'The provided API key is invalid or expired' } });
  }
});

test('a key made in the popup works at once and stops when it is revoked', async () => {
  await seller.tab('Settings');
  await seller.popup.getByRole('textbox', { name: 'Key name' }).fill('Stream deck');
  await seller.popup.getByRole('button', { name: 'Create API Key' }).click();
  const shown = seller.popup.getByRole('textbox', { name: 'New API key' });
  await shown.waitFor();
  const mine = new Api(relay.url, await shown.inputValue());
  await until('the key works', async () => (await mine.call('GET', '/settings')).status === 200);
  const { key } = (await seller.view()).keys.find(({ name }) => name === 'Stream deck');
  await seller.command({ type: 'revoke_key', key });
  await until('the key is dead', async () => (await mine.call('GET', '/settings')).status === 401);
});

test('all lines of the analytics are the lines in the page', async () => {
  await seller.rest();
  const { data } = (await api.call('GET', '/analytics?period=all')).body;
  const { ownLines: own, viewerLines } = await stats(page);
  assert.equal(data.allLines, own);
  assert.equal(data.linesRead, viewerLines);
  assert.equal(data.totalMessages, data.welcomeMessages + data.faqReplies + data.timerMessages);
  const { triggers } = (await api.call('GET', '/analytics/faq-triggers')).body.data;
  assert.deepEqual(triggers[0], { keyword: 'shipping', count: 1 });
});

test('without a page the bot cannot speak and says so', async () => {
  await page.close();
  const { status, body } = await api.call('POST', '/messages/send', { message: 'Anyone there?' });
  assert.equal(status, 400);
  assert.equal(body.error.code, 'BOT_INACTIVE');
});

test('no page had an error', () => {
  assert.deepEqual(browser.errors, []);
});
