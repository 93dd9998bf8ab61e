// Role: what a seller with several tabs notices: one of them counts and answers, the next goes on where it stopped, and two
// streams stay apart. Must not: test how chats are read; that is platforms.test.mjs.
// @ts-check

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { PageServer } from '../fixtures/pages/server.mjs';
import { until } from './browser.mjs';
import { Stage, pause } from './show.mjs';

/** @typedef {import('./show.mjs').Show} Show */

/** @type {PageServer} */
let server;
/** @type {Stage} */
let stage;

before(async () => {
  server = await new PageServer().start();
  stage = await Stage.open('twitch', server);
});

afterEach(() => stage.clear());

after(async () => {
  await stage?.close();
  await server?.stop();
});

/** A line of the stream, which every tab shows. @param {Show[]} tabs @param {string} viewer @param {string} text */
const everywhere = (tabs, viewer, text) => Promise.all(tabs.map((tab) => tab.say([viewer, text])));

/** All tabs of one stream, the worker having heard of each. @param {number} count @returns {Promise<Show[]>} */
async function tabsOfOneStream(count) {
  const tabs = [await stage.show()];
  while (tabs.length < count) tabs.push(await stage.show({ channel: tabs[0].channel }));
  await until('each tab is read', async () => (await stage.desk.view()).pages.filter((held) => held.stream?.channel === tabs[0].channel && held.reading).length === count);
  return tabs;
}

test('when the tab that speaks closes, the other goes on: nothing is missed, nothing counted or answered twice', async () => {
  const [first, second] = await tabsOfOneStream(2);
  await everywhere([first, second], 'ann', 'good evening');
  await everywhere([first, second], 'bob', 'how much is shipping?');
  await first.answer('bob');
  assert.equal(await first.settled(2), 2);

  // The first tab's site is a moment late with this one.
  await second.say(['cem', 'is shipping free?']);
  await pause(500);
  assert.deepEqual(await second.accepted(), [], 'only one tab answers');
  await first.close();
  await second.answer('cem');
  await second.say(['dee', 'thank you']);
  assert.equal(await second.settled(4), 4);
  assert.equal((await second.accepted()).length, 1, 'what the first tab answered is not answered again');
});

test('a tab whose account is logged out gives way while it stays open', async () => {
  const [first, second] = await tabsOfOneStream(2);
  await first.run(() => window.fixture.set({ loggedOut: true }));
  await until('the tab says so', async () => (await stage.desk.view()).pages.some((held) => held.stream?.channel === first.channel && !held.canWrite));
  await everywhere([first, second], 'eva', 'what does shipping cost?');
  await second.answer('eva');
  assert.equal(await second.settled(1), 1);
  assert.deepEqual(await first.accepted(), []);
});

test('two streams at once stay apart: each counts its own viewers and answers in its own chat', async () => {
  const one = await stage.show();
  const other = await stage.show();
  await one.say(['fay', 'do you do shipping?'], ['gus', 'hi']);
  await other.say(['hal', 'shipping to Spain?']);
  await one.answer('fay');
  await other.answer('hal');
  assert.deepEqual([await one.settled(2), await other.settled(1)], [2, 1]);
  assert.deepEqual([(await one.accepted()).length, (await other.accepted()).length], [1, 1]);
  await one.close();
  await other.say(['ida', 'still there?']);
  assert.equal(await other.settled(2), 2, 'the end of one is no matter of the other');
});
