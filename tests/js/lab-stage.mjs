// @ts-check
// Role: opens the real lab with the real core in headless Chromium, laid out as the relay and the extension serve it, for
// the tests beside it. Must not: assert anything, or reach any network.

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** @typedef {import('playwright-core').Page & { faults: string[] }} Page */

const ROOT = new URL('../../', import.meta.url);
const ORIGIN = 'http://lab.localhost';
const TYPES = new Map([['.html', 'text/html'], ['.js', 'text/javascript'], ['.css', 'text/css'], ['.wasm', 'application/wasm'], ['.csv', 'text/csv'], ['.json', 'application/json']]);
/** What a page that runs the core may do, and no more. */
const CSP = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'";

/** @type {import('playwright-core').Browser} */
let browser;
export async function start() {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
}
export const stop = () => browser.close();

/** @param {string} pathname */
const fileOf = (pathname) => new URL(pathname.startsWith('/lab/') ? `www${pathname}` : `extension${pathname}`, ROOT);

/** @param {import('playwright-core').Page} page */
async function serve(page) {
  await page.route('**/*', async (route) => {
    const { origin, pathname } = new URL(route.request().url());
    if (origin !== ORIGIN) return route.abort();
    const body = await readFile(fileURLToPath(fileOf(pathname))).catch(() => null);
    if (body === null) return route.fulfill({ status: 404 });
    const headers = { 'content-type': TYPES.get(extname(pathname)) ?? 'text/plain', 'content-security-policy': CSP };
    return route.fulfill({ body, headers });
  });
}

/** The lab, with the built-in show run. A page's own errors, the CSP's among them, are kept in `faults`. @param {object} [options] @returns {Promise<Page>} */
export async function openLab(options = {}) {
  for (const earlier of browser.contexts()) await earlier.close();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = Object.assign(await context.newPage(), { faults: /** @type {string[]} */ ([]) });
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => page.faults.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && page.faults.push(line.text()));
  await serve(page);
  await page.goto(`${ORIGIN}/lab/index.html`);
  await finished(page);
  return page;
}

/** Waits until a run is over. @param {import('playwright-core').Page} page @returns {Promise<string>} what it says then */
export async function finished(page) {
  const status = page.getByRole('status').filter({ hasText: /^Done/ });
  await status.waitFor({ state: 'attached' });
  return (await status.textContent()) ?? '';
}

/** @param {import('playwright-core').Page} page @param {string} name @param {string} text */
export const openRecording = (page, name, text) =>
  page.getByLabel('Open a recording').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

/** A row of the transcript by its text. @param {import('playwright-core').Page} page @param {string} text */
export const row = (page, text) => page.getByRole('list').locator('li[id^="row-"]').filter({ hasText: text }).first();
