// Role: `./build.sh shots`: takes the pictures of docs/screenshots, light and dark: the real extension and relay after a stretch of
// the demo show. Must not: test anything, or show what a seller could not come to see.
// @ts-check

import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Api, ROOT, Relay } from '../relay.mjs';
import { talk } from '../talk.mjs';
import { Browser, openDemo, pair, until } from './browser.mjs';
import { Seller } from './seller.mjs';

const FOLDER = path.join(ROOT, 'docs/screenshots');
const POPUP = { width: 420, height: 580 };
const PANEL = { width: 380, height: 800 };
const PAGE = { width: 900, height: 760 };
const NARROW = { width: 420, height: 760 };
/** So much of the page is shown around the bar. */
const AROUND = 90;
const DESK = { width: 1200, height: 860 };
/** So long a show is run before pictures are taken: questions, welcomes and entries are there then. */
const SHOW_MS = 25_000;

/** @typedef {import('playwright-core').Page} Page */

/** Takes a page's picture in both colour schemes. @param {Page} page @param {string} name @param {{ x: number, y: number, width: number, height: number }} [clip] */
async function shoot(page, name, clip) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: path.join(FOLDER, `${name}-${colorScheme}.png`), clip });
  }
  console.log(name);
}

/** Where a part of the bar of quick replies stands: no script of the page may look into it.
 * @param {Page} page @param {string} part by its class */
async function inBar(page, part) {
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
  const within = (/** @type {any} */ node) => [...(node.children ?? []), ...(node.shadowRoots ?? [])];
  const all = (/** @type {any} */ node) => [node, ...within(node).flatMap(all)];
  const host = all(root).find(({ localName }) => localName === 'buzzchat-quick');
  const found = all(host).find(({ attributes }) => attributes?.[1].split(' ')[0] === part);
  const { model } = await session.send('DOM.getBoxModel', { nodeId: found.nodeId });
  await session.detach();
  return { x: model.border[0], y: model.border[1], width: model.width, height: model.height };
}

/** The bar with a stretch of the page around it. @param {Page} page @param {string} name */
async function shootBar(page, name) {
  const { width: most, height: tall } = /** @type {{ width: number, height: number }} */ (page.viewportSize());
  const { x, y, width, height } = await inBar(page, 'bar');
  const [left, top] = [Math.max(0, x - AROUND), Math.max(0, y - AROUND)];
  const clip = { x: left, y: top, width: Math.min(most, x + width + AROUND) - left, height: Math.min(tall, y + height + AROUND) - top };
  await shoot(page, name, clip);
}

/** The bar of quick replies: open, folded, and where the page is narrow. @param {Page} stream */
async function bar(stream) {
  await shootBar(stream, 'bar-open');
  const { x, y, width, height } = await inBar(stream, 'fold');
  await stream.mouse.click(x + width / 2, y + height / 2);
  await stream.mouse.move(0, 0);
  await shootBar(stream, 'bar-folded');
  const folded = await inBar(stream, 'fold');
  await stream.mouse.click(folded.x + folded.width / 2, folded.y + folded.height / 2);
  await stream.setViewportSize(NARROW);
  await stream.mouse.move(0, 0);
  await shootBar(stream, 'bar-narrow');
}

/** What a seller of this show has set up. @param {Seller} seller */
async function furnish(seller) {
  const patch = {
    timerMessages: [{ id: 'timer_follow', text: 'New here? Follow the shop to hear of the next show.', interval: 10 }],
    commands: [{ id: 'cmd_sizes', name: 'sizes', reply: 'Shoes run true to size; shirts run large.' }],
    moderationEnabled: true,
    blockedWords: ['spam', 'free followers'],
    giveawayClaim: 120_000,
  };
  await seller.command({ type: 'change_settings', patch });
  await seller.command({ type: 'create_key', name: 'Stream deck' });
}

/** @param {Browser} browser @param {Relay} relay @param {Seller} seller */
async function play(browser, relay, seller) {
  await seller.switchOn();
  await seller.openGiveaway();
  const stream = await openDemo(browser, `${relay.url}/demo/friday-night`);
  await stream.bringToFront();
  await stream.locator('#show-start').click();
  await new Promise((resolve) => setTimeout(resolve, SHOW_MS));
  await until('somebody entered', async () => (await seller.view()).giveaway.entrants > 3, 60_000);
  return stream;
}

/** @param {Seller} seller */
async function popup({ popup }) {
  await popup.setViewportSize(POPUP);
  for (const tab of await popup.getByRole('tab').all()) {
    await tab.click();
    await shoot(popup, `popup-${(await tab.innerText()).trim().toLowerCase()}`);
  }
}

/** The webhooks of a paired popup: one is there, and its secret is shown this once. @param {Seller} seller */
async function webhooks({ popup }) {
  const section = popup.getByRole('region', { name: 'Webhooks' });
  await section.getByText('Add a webhook').click();
  await section.getByRole('textbox', { name: 'Webhook address' }).fill('https://shop.example.com/live-events');
  await section.getByRole('button', { name: 'Create webhook' }).click();
  await section.getByRole('textbox', { name: 'Signing secret' }).waitFor();
  await section.evaluate((element) => element.scrollIntoView({ block: 'start' }));
  await shoot(popup, 'popup-webhooks');
}

/** The side panel, as wide as browsers open it. @param {Browser} browser */
async function panel(browser) {
  const page = await browser.context.newPage();
  await page.setViewportSize(PANEL);
  await page.goto(`chrome-extension://${await browser.extensionId()}/extension/panel/panel.html`);
  await page.getByRole('tab').first().waitFor();
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    await shoot(page, `panel-${((await tab.getAttribute('id')) ?? '').replace('tab-', '')}`);
  }
}

/** Each step of the first run. @param {Browser} browser */
async function firstRun(browser) {
  const page = await browser.context.newPage();
  await page.setViewportSize(PAGE);
  await page.goto(`chrome-extension://${await browser.extensionId()}/extension/welcome/welcome.html`);
  const next = page.getByRole('button', { name: 'Next' });
  await next.waitFor();
  await shoot(page, 'first-run-1');
  await next.click();
  await shoot(page, 'first-run-2');
  await next.click();
  await page.getByRole('button', { name: 'Play the demo stream' }).click();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('log').locator('.bot').first().waitFor();
  await shoot(page, 'first-run-3');
  await next.click();
  await shoot(page, 'first-run-4');
}

/** The way into the dashboard, and its pages. @param {Browser} browser @param {Relay} relay */
async function dashboard(browser, relay) {
  await talk(new Api(relay.url, await relay.apiKey('CRM')));
  const page = await browser.context.newPage();
  await page.setViewportSize(DESK);
  await page.goto(`${relay.url}/app/`);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await shoot(page, 'dashboard-sign-in');
  await page.goto((await relay.command('sign-in', '--url', relay.url)).trim());
  await page.locator('canvas').first().waitFor();
  for (const link of await page.getByRole('navigation').getByRole('link').all()) {
    await link.click();
    await page.waitForFunction(() => !document.body.textContent?.includes('Loading…'));
    const conversation = page.getByRole('button', { name: /Ann/ });
    if (await conversation.isVisible()) {
      await conversation.click();
      await page.getByRole('log').waitFor();
    }
    await shoot(page, `dashboard-${((await link.getAttribute('href')) ?? '').slice(1)}`);
  }
}

const relay = await new Relay().start();
const browser = await Browser.start();
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const seller = new Seller(await pair(browser, relay));
await furnish(seller);
const stream = await play(browser, relay, seller);
await shoot(stream, 'stream');
await bar(stream);
await seller.command({ type: 'close_giveaway' });
await seller.command({ type: 'pick_winner', count: 2 });
await panel(browser);
await popup(seller);
await webhooks(seller);
await firstRun(browser);
await dashboard(browser, relay);
await browser.close();
await relay.stop();
process.exit(0);
