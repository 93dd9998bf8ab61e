// @ts-check
// Role: opens the real popup, or side panel, in headless Chromium, before a fake `chrome` whose worker the tests play, for the tests beside it.
// Must not: assert anything, reach any network, or need a built core: pkg/buzzchat.js is a stub or missing, as a test wants.

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { sampleFiles, sampleView } from './sample-view.mjs';

export { sampleFiles, sampleView };

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('../../../extension/ui/types.d.ts').View} View
 * @typedef {{ view?: View | null, strings?: Record<string, string>, core?: string | null, context?: object, refuse?: Refusals, files?: Record<string, string>, address?: string, size?: { width: number, height: number } }} Options
 * @typedef {Record<string, { code: string, message: string, field?: string }>} Refusals by the type of the command
 */

const ROOT = new URL('../../../', import.meta.url);
const POPUP = { width: 420, height: 580 };
/** A name under localhost: a secure context, as extension pages are. */
const ORIGIN = 'http://popup.localhost';
const TYPES = new Map([['.html', 'text/html'], ['.js', 'text/javascript'], ['.css', 'text/css'], ['.png', 'image/png'], ['.wasm', 'application/wasm']]);
/** What manifest.json allows extension pages. */
const CSP = "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'";

/** Stands for the module wasm-bindgen makes: drafts in localStorage, as the core keeps them. */
const STUB_CORE = `
  export default async function init() {}
  export class Drafts {
    read(name) { return localStorage.getItem('draft.' + name) ?? ''; }
    write(name, text) { localStorage.setItem('draft.' + name, text); }
    clear(name) { localStorage.removeItem('draft.' + name); }
  }`;

export const messages = JSON.parse(await readFile(new URL('_locales/en/messages.json', ROOT), 'utf8'));

const FAKE_CHROME = await readFile(new URL('fake-chrome.js', import.meta.url), 'utf8');

/** @type {import('playwright-core').Browser} */
let browser;
export async function start() {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}
export const stop = () => browser.close();

/** @param {Page} page @param {string | null} core the text of pkg/buzzchat.js, null where there is none, '' for the real one */
async function serve(page, core) {
  await page.route('**/*', async (route) => {
    const { origin, pathname } = new URL(route.request().url());
    if (origin !== ORIGIN) return route.abort();
    if (pathname === '/pkg/buzzchat.js' && core !== '') return route.fulfill(core === null ? { status: 404 } : { body: core, contentType: 'text/javascript' });
    const path = pathname.startsWith('/_locales/') ? pathname.slice(1) : `extension${pathname}`;
    const body = await readFile(fileURLToPath(new URL(path, ROOT))).catch(() => null);
    if (body === null) return route.fulfill({ status: 404 });
    const headers = { 'content-type': TYPES.get(extname(pathname)) ?? 'text/plain', 'content-security-policy': CSP };
    return route.fulfill({ body, headers });
  });
}

/**
 * The popup, drawn from `view`. A page's own errors, the CSP's among them, are kept in `faults`.
 * @param {Options} [options]
 * @returns {Promise<Page & { faults: string[] }>}
 */
export async function openPopup({ view = sampleView(), strings = {}, core = STUB_CORE, context = {}, refuse = {}, files = sampleFiles(), address = 'popup/popup.html', size = POPUP } = {}) {
  // One page at a time: dozens of open ones slow each other down.
  for (const earlier of browser.contexts()) await earlier.close();
  const opened = await browser.newContext({ viewport: size, ...context });
  const page = Object.assign(await opened.newPage(), { faults: /** @type {string[]} */ ([]) });
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => page.faults.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && !line.text().includes('404') && page.faults.push(line.text()));
  await serve(page, core);
  const texts = Object.fromEntries(Object.entries(messages).map(([key, { message }]) => [key, message]));
  const told = { view, strings: { ...texts, ...strings }, refuse, files };
  await page.addInitScript({ content: `${FAKE_CHROME}\ninstallFakeChrome(${JSON.stringify(told)});` });
  await page.goto(`${ORIGIN}/${address}`);
  return page;
}

/** The side panel, as wide as a browser makes it by itself. @param {Options} [options] */
export const openPanel = (options) => openPopup({ address: 'panel/panel.html', size: { width: 360, height: 760 }, ...options });

/** What stands on a tab may still be on its way when the tab is chosen. @param {Page} page @param {string} name */
export async function openTab(page, name) {
  await page.getByRole('tab', { name, exact: true }).click();
  await tabDrawn(page);
}

/** @param {Page} page */
export const tabDrawn = (page) => page.locator('[role=tabpanel]:not([hidden]) > *').first().waitFor();

/** What the popup has told the worker to do so far. @param {Page} page @returns {Promise<any[]>} */
export const commands = (page) => page.evaluate(() => /** @type {any} */ (window).fake.commands());

/**
 * The same, once there are `count` of them: a dialog is closed, and out of sight, before the page hears that it was.
 * @param {Page} page @param {number} count
 * @returns {Promise<any[]>}
 */
export async function commandsOnce(page, count) {
  await page.waitForFunction((wanted) => /** @type {any} */ (window).fake.commands().length >= wanted, count);
  return commands(page);
}
