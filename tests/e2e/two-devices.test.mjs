// Two devices of one workspace on one stream: one speaks, the other takes over when it goes, and nothing is answered twice.
// @ts-check

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { Api, Relay, temporaryFolder } from '../relay.mjs';
import { Browser, openDemo, pair, until } from './browser.mjs';
import { Seller, ownLines, say } from './seller.mjs';

/** A watching device that would answer as well does so within this time. */
const QUIET = 3_000;

/**
 * A browser of its own with the extension, paired, and a page of the stream. Each page has a chat of its own, so viewers'
 * lines are written into all of them.
 * @typedef {{ browser: Browser, seller: Seller, page: import('playwright-core').Page, profile: string }} Device
 */

/** @type {Relay} */ let relay;
/** @type {Api} */ let api;
/** @type {Device[]} */ const devices = [];
let asked = 0;

/** @returns {Promise<Device>} */
async function join() {
  const profile = temporaryFolder('profile');
  const browser = await Browser.start({ profile });
  const seller = new Seller(await pair(browser, relay));
  return { browser, seller, profile, page: await openStream(browser) };
}

/** @param {Browser} browser */
const openStream = (browser) => openDemo(browser, `${relay.url}/demo`);

/** What a device's popup would show of the stream. @param {Device} device */
const stream = async ({ seller }) => (await seller.view()).streams[0];

/** @param {Device} device */
const speaks = async (device) => {
  const shown = await stream(device);
  return Boolean(shown?.reading && !shown.observes);
};

/** @param {Device} device */
const watches = async (device) => Boolean((await stream(device))?.observes);

/**
 * A viewer asks in every page that is open; returns how often each page's device answered once nobody says more.
 * @param {Device[]} [there]
 */
async function ask(there = devices) {
  asked += 1;
  const viewer = `viewer${asked}`;
  const answers = () => Promise.all(there.map(async ({ page }) =>
    (await ownLines(page)).filter(({ text }) => text.includes(`@${viewer} `)).length));
  await Promise.all(there.map(({ page }) => say(page, viewer, 'how long does shipping take?')));
  await until(`${viewer} is answered`, async () => (await answers()).some((count) => count > 0));
  await new Promise((resolve) => setTimeout(resolve, QUIET));
  return answers();
}

before(async () => {
  relay = await new Relay().start();
  api = new Api(relay.url, await relay.apiKey());
  devices.push(await join());
  await devices[0].seller.switchOn();
  await until('the first device speaks', () => speaks(devices[0]));
  devices.push(await join());
  await until('the second device watches', () => watches(devices[1]));
});

after(async () => {
  await Promise.all(devices.map(({ browser }) => browser.close().catch(() => {})));
  await relay?.stop();
});

test('one device answers and the popup of the other says that it watches', async () => {
  assert.deepEqual(await ask(), [1, 0]);
  assert.deepEqual(await ask(), [1, 0]);
  await devices[1].seller.tab('Home');
  await devices[1].seller.popup.getByText('another device speaks on this stream').waitFor();
});

test('a line is counted once, and a message of the API goes through the device that speaks', async () => {
  const { status } = await api.call('POST', '/messages/send', { message: 'Only once' });
  assert.equal(status, 200);
  const counts = await Promise.all(devices.map(async ({ page }) => (await ownLines(page)).filter(({ text }) => text === 'Only once').length));
  assert.deepEqual(counts, [1, 0]);
  await devices[0].seller.rest();
  const { data } = (await api.call('GET', '/analytics?period=all')).body;
  assert.equal(data.linesRead, asked);
});

test('when the tab of the speaker is closed the other one answers the next question', async () => {
  const [first, second] = devices;
  await first.page.close();
  await until('the second device speaks', () => speaks(second));
  assert.deepEqual(await ask([second]), [1]);
  first.page = await openStream(first.browser);
  await until('the first device watches', () => watches(first));
  assert.deepEqual(await ask(), [0, 1]);
});

test('while the relay is away the speaker works on and the other one watches on', async () => {
  await relay.stop('SIGKILL');
  await Promise.all(devices.map(({ seller }) => until('the popup knows', async () => (await seller.view()).link.state === 'away', 30_000)));
  assert.deepEqual(await ask(), [0, 1]);
  await relay.start();
  await Promise.all(devices.map(({ seller }) => until('connected again', async () => (await seller.view()).link.state === 'connected', 60_000)));
  assert.deepEqual(await ask(), [0, 1]);
});

test('when the browser of the speaker is killed the other one takes over', async () => {
  const [first, second] = devices;
  kill(second.profile);
  await until('the first device speaks', () => speaks(first), 30_000);
  assert.deepEqual(await ask([first]), [1]);
  assert.deepEqual(first.browser.errors, []);
});

/** Ends the browser of this profile as a crash does. @param {string} profile */
function kill(profile) {
  const [pid] = execFileSync('pgrep', ['--oldest', '--full', '--', `--user-data-dir=${profile}`]).toString().trim().split('\n');
  process.kill(Number(pid), 'SIGKILL');
}
