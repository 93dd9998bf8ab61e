// Role: the reference at /docs in real Chromium, served by the real relay: it shows and tries the API, in light and dark, with
// nothing from elsewhere. Must not: test the vendored reference itself.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { Relay } from '../relay.mjs';

const relay = new Relay();
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  await relay.start();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
});
after(async () => {
  await browser.close();
  await relay.stop();
});

/** @param {'light' | 'dark'} colorScheme */
async function open(colorScheme) {
  const page = await browser.newPage({ colorScheme });
  page.setDefaultTimeout(15_000);
  /** @type {string[]} */
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${relay.url}/`) && !request.url().startsWith('data:')) faults.push(request.url());
  });
  await page.goto(`${relay.url}/docs`);
  await page.locator('.opblock').first().waitFor();
  return { page, faults };
}

/** How bright a colour is, from 0 to 255. @param {string} colour `rgb(1, 2, 3)` */
function brightness(colour) {
  const [red, green, blue] = (colour.match(/\d+/g) ?? []).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`it can be read in ${scheme}`, async () => {
    const { page, faults } = await open(scheme);
    const described = await (await fetch(`${relay.url}/openapi.json`)).json();
    const sent = described.webhooks ?? {};
    const operations = Object.values({ ...described.paths, ...sent }).flatMap(Object.keys).length;
    assert.equal(await page.locator('.opblock').count(), operations, 'every operation stands there');
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    for (const words of ['.info .title', '.info p', '.opblock-summary-path', '.opblock-tag']) {
      const ink = await page.locator(words).first().evaluate((element) => getComputedStyle(element).color);
      const apart = Math.abs(brightness(ink) - brightness(paper));
      assert.ok(apart > 110, `${words}: ${ink} on ${paper}`);
    }
    assert.ok(scheme === 'dark' ? brightness(paper) < 60 : brightness(paper) > 230, paper);
    assert.deepEqual(faults, []);
    await page.close();
  });
}

test('a key entered there tries a call on this relay', async () => {
  const key = await relay.apiKey('docs');
  const { page, faults } = await open('light');
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const bearer = page.locator('.auth-container', { has: page.getByLabel('auth-bearer-value') });
  await bearer.getByLabel('auth-bearer-value').fill(key);
  await bearer.getByLabel('Apply credentials').click();
  await page.locator('.auth-btn-wrapper .btn-done').first().click();
  const operation = page.locator('#operations-analytics-getFaqTriggers');
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const answer = operation.locator('.live-responses-table');
  await answer.waitFor();
  assert.match(await answer.innerText(), /200[\s\S]*"success": true/);
  assert.deepEqual(faults, []);
  await page.close();
});

test('every family can be chosen, and stands there under its own name', async () => {
  const { page, faults } = await open('light');
  const chosen = page.locator('.download-url-wrapper select');
  for (const family of ['ava', 'botbiz', 'elitbuzz', 'domo']) {
    await chosen.selectOption(`/openapi/${family}.json`);
    const described = await (await fetch(`${relay.url}/openapi/${family}.json`)).json();
    await page.locator('.info .title', { hasText: described.info.title }).waitFor();
  }
  assert.deepEqual(faults, []);
  await page.close();
});
