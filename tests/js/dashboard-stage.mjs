// Role: the dashboard in headless Chromium on the real relay, with a receiver for webhooks, for the tests beside it.
// Must not: assert anything.
// @ts-check

import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { Api, Relay } from '../relay.mjs';

/** @typedef {import('playwright-core').Page & { faults: string[] }} Page */

export const relay = new Relay({ flags: ['--allow-local-targets'] });
/** What the receiver got, and what it answers. */
export const receiver = { url: '', status: 200, received: /** @type {any[]} */ ([]) };
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Api} */
export let api;

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    receiver.received.push(JSON.parse(body));
    response.writeHead(receiver.status).end();
  });
});

export async function start() {
  await relay.start();
  api = new Api(relay.url, await relay.apiKey('tests'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  receiver.url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/hook`;
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
}

export async function stop() {
  await browser?.close();
  server.closeAllConnections();
  server.close();
  await relay.stop();
}

/** The link that the command line prints. */
export const signInLink = async () => (await relay.command('sign-in', '--url', relay.url)).trim();

/** A page of its own profile. Its errors, the policy's among them, are kept in `faults`. @param {string} address @param {object} [options] @returns {Promise<Page>} */
export async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = Object.assign(await context.newPage(), { faults: /** @type {string[]} */ ([]) });
  page.setDefaultTimeout(15_000);
  page.on('pageerror', (error) => page.faults.push(String(error)));
  // A refused request is said by the browser too; what matters of it is what the page says.
  page.on('console', (line) => line.type() === 'error' && !line.text().startsWith('Failed to load resource') && page.faults.push(line.text()));
  await page.goto(address);
  return page;
}

/** The dashboard, signed in by a link. @param {object} [options] */
export async function signedIn(options) {
  const page = await open(await signInLink(), options);
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  return page;
}

/** @param {Page} page @param {string} name as the menu has it */
export async function go(page, name) {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

/** Makes an event happen: the bot is switched. @param {boolean} botActive */
export const switchBot = (botActive) => api.call('PATCH', '/settings', { botActive });
