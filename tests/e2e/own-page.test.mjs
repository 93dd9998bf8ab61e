// Role: a seller shows BuzzChat a chat at an address that no adapter knows: from the click on the toolbar to an answered
// question, a worker that starts anew after an update took its scripts away, and forgetting.
// Must not: test what selectors are derived; that is tests/js/content/picking.test.mjs.
// @ts-check

import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { PageServer } from '../fixtures/pages/server.mjs';
import { temporaryFolder } from '../relay.mjs';
import { until } from './browser.mjs';
import { EXTENSION, PlainBrowser } from './plain-browser.mjs';
import { SETTINGS } from './show.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const STREAM = 'https://live.example.org/room1';

/** @type {PageServer} */
let server;

before(async () => {
  server = await new PageServer().start();
});
after(() => server?.stop());

/** Our extension as it ships, except that the one host is granted from the start: nobody can press "Allow" in a browser without
 * a screen. The popup asks for it all the same, and is told at once that it has it. */
function allowedCopy() {
  const copy = temporaryFolder('allowed');
  cpSync(EXTENSION, copy, { recursive: true });
  const file = path.join(copy, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.host_permissions.push('https://live.example.org/*');
  writeFileSync(file, JSON.stringify(manifest));
  return copy;
}

/** A browser with a stream page open and the bot on. @param {import('node:test').TestContext} t @param {string} extension */
async function stage(t, extension) {
  const browser = await PlainBrowser.start({ args: [...server.arguments, '--enable-unsafe-extension-debugging'], extension, pipe: true });
  t.after(() => browser.close());
  const desk = await browser.seller();
  await desk.command({ type: 'change_settings', patch: SETTINGS });
  const page = await browser.open(STREAM);
  return { browser, desk, page };
}

/** Presses the button in the popup that the toolbar opens over the page. @param {PlainBrowser} browser @param {Page} page */
async function showChat(browser, page) {
  await page.bringToFront();
  const [extension] = (await browser.browser.extensions()).values();
  await extension.triggerAction(page);
  const popup = await until('the popup is open over the page', async () => {
    for (const open of await extension.pages()) {
      const active = await open.evaluate(() => chrome.tabs.query({ active: true, currentWindow: true }).then(([tab]) => tab?.url)).catch(() => '');
      if (active === page.url() && !(await isTab(open))) return open;
    }
    return null;
  });
  const button = await popup.waitForSelector('::-p-xpath(//button[normalize-space()="Show BuzzChat where the chat is"])');
  // The press closes the popup, at times before the driver has let go of the button.
  await button?.click().catch(() => until('the popup is gone', () => popup.isClosed()));
}

/** @param {Page} page whether an extension page stands in a tab of its own */
const isTab = (page) => page.evaluate(() => chrome.tabs.getCurrent().then((tab) => tab !== undefined));

/** A button of the picker's bar, which is closed to scripts but not to people. @param {Page} page @param {string} label */
async function press(page, label) {
  const button = await page.waitForSelector(`aria/${label}[role="button"]`);
  await button?.click();
}

/** Waits until the bar says it, as a screen reader would find it. @param {Page} page @param {string} words */
const said = (page, words) => until(`the bar says "${words}"`, async () => JSON.stringify(await page.accessibility.snapshot({ interestingOnly: false })).includes(words));

/** Points at everything, as a seller does. @param {Page} page */
async function point(page) {
  await page.waitForSelector('aria/Show BuzzChat this chat[role="dialog"]');
  await page.click('main [data-testid="chat-messages"] > :nth-last-child(2) > :first-child');
  await page.click('main [data-testid="chat-messages"] > :nth-last-child(2) > :last-child');
  await page.click('main textarea');
  await page.click('main button');
  await press(page, 'Use it');
}

/** @param {Page} page @param {string} viewer */
async function answered(page, viewer) {
  await page.evaluate((viewer) => window.fixture.say(viewer, 'how much is shipping?'), viewer);
  await until(`${viewer} is answered`, () => page.evaluate((viewer) => window.fixture.accepted.some(({ text }) => text.includes(`@${viewer} `)), viewer));
}

/** @param {PlainBrowser} browser @template R @param {() => R} run */
const inWorker = async (browser, run) => (await (await browser.worker()).worker()).evaluate(run);

/** Stops the worker as the browser does, and waits for the next one. @param {PlainBrowser} browser */
async function restart(browser) {
  const birth = await inWorker(browser, () => performance.timeOrigin);
  await (await (await browser.worker()).worker()).close();
  await until('the worker is a new one', async () => (await inWorker(browser, () => performance.timeOrigin).catch(() => birth)) !== birth);
}

test('a chat that nobody described is shown, read, answered, and forgotten', async (t) => {
  const { browser, desk, page } = await stage(t, allowedCopy());
  assert.deepEqual((await desk.view()).streams, [], 'nothing is read before');
  await showChat(browser, page);
  await point(page);
  await said(page, 'BuzzChat reads this chat from now on.');
  assert.deepEqual(await page.evaluate(() => [window.fixture.tries, window.searches]), [0, 0], 'pointing did nothing to the page');
  await press(page, 'Close');
  const { stream } = await desk.stream('live.example.org');
  assert.deepEqual(stream, { site: 'live.example.org', channel: 'room1' });
  await answered(page, 'anna');

  // An update of the extension takes registered scripts away; whoever starts next puts them back.
  await inWorker(browser, () => chrome.scripting.unregisterContentScripts());
  await restart(browser);
  await answered(page, 'ben');
  assert.deepEqual(await inWorker(browser, () => chrome.scripting.getRegisteredContentScripts().then((scripts) => scripts.map(({ id, matches }) => [id, matches]))),
    [['live.example.org', ['https://live.example.org/*']]]);
  await page.reload();
  await desk.stream('live.example.org');
  await answered(page, 'cem');

  await desk.popup.bringToFront();
  await (await desk.popup.waitForSelector('aria/Settings[role="tab"]'))?.click();
  await (await desk.popup.waitForSelector('aria/Forget live.example.org[role="button"]'))?.click();
  await (await desk.popup.waitForSelector('aria/Yes, forget it[role="button"]'))?.click();
  await until('nothing is read', async () => (await desk.view()).streams.every(({ reading }) => !reading));
  assert.deepEqual((await desk.view()).ownPages, []);
  await until('the browser runs nothing of ours there', () => inWorker(browser, () => chrome.scripting.getRegisteredContentScripts().then((scripts) => scripts.length === 0)));
  await restart(browser);
  await page.reload();
  await page.evaluate(() => window.fixture.say('dora', 'how much is shipping?'));
  // A page that is read, opened later, tells when a script would have been there long ago.
  const demo = await browser.open('http://localhost/room2');
  await desk.stream('generic');
  await answered(demo, 'emil');
  assert.equal(await page.evaluate(() => window.fixture.tries), 0);
  assert.deepEqual((await desk.view()).pages.map(({ site }) => site), ['generic']);
  assert.deepEqual(browser.errors, []);
});

test('without the browser\'s permission the page is not kept, and the seller reads why', async (t) => {
  const { browser, desk, page } = await stage(t, EXTENSION);
  await showChat(browser, page);
  await point(page);
  await said(page, 'BuzzChat cannot use this page.');
  await said(page, 'The browser does not let BuzzChat read this page.');
  assert.deepEqual((await desk.view()).ownPages, []);
  await page.reload();
  assert.deepEqual((await desk.view()).streams, []);
});
