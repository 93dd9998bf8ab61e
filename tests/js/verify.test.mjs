// Role: the page that verifies draws, in headless Chromium with the real core: good and tampered proofs, looking up a name.
// It must not reach any network, and needs extension/pkg (./build.sh dist).
// @ts-check

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { complaints } from './axe.mjs';

/** @typedef {import('playwright-core').Page} Page */

const ROOT = new URL('../../', import.meta.url);
const PROOFS = new URL('tests/fixtures/draws/', ROOT);
/** A name under localhost: a secure context, as the relay's pages are. */
const ORIGIN = 'http://verify.localhost';
const TYPES = new Map([['.html', 'text/html'], ['.js', 'text/javascript'], ['.css', 'text/css'], ['.wasm', 'application/wasm']]);
/** What the relay allows the page. */
const CSP = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'";

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
});
after(() => browser.close());

/** Where the relay finds what it serves. @param {string} pathname */
function fileOf(pathname) {
  if (pathname === '/verify') return new URL('www/verify/index.html', ROOT);
  if (pathname.startsWith('/pkg/')) return new URL(`extension${pathname}`, ROOT);
  return new URL(`www${pathname.replace('/assets/', '/')}`, ROOT);
}

/** @param {{ core?: boolean, context?: import('playwright-core').BrowserContextOptions }} [options] */
async function open({ core = true, context } = {}) {
  const page = await browser.newPage(context);
  await page.route('**/*', async (route) => {
    const { origin, pathname } = new URL(route.request().url());
    if (origin !== ORIGIN) return route.abort();
    const missing = !core && pathname.startsWith('/pkg/');
    const body = missing ? null : await readFile(fileOf(pathname)).catch(() => null);
    if (body === null) return route.fulfill({ status: missing ? 503 : 404 });
    const type = TYPES.get(extname(pathname)) ?? 'text/html';
    return route.fulfill({ body, headers: { 'content-type': type, 'content-security-policy': CSP } });
  });
  page.on('pageerror', (error) => assert.fail(String(error)));
  await page.goto(`${ORIGIN}/verify`);
  return page;
}

/** Chooses a file and waits for the outcome. @param {Page} page @param {string} name @param {Buffer | string} content */
async function choose(page, name, content) {
  await page.getByLabel('Choose a proof file').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
  await page.getByText(name, { exact: true }).waitFor();
  return page.locator('#outcome').innerText();
}

const proof = (/** @type {string} */ name) => readFile(new URL(`${name}.json`, PROOFS));

test('a good proof shows the winners, and what it does not prove', async () => {
  const page = await open();
  const good = await proof('good/two-leaves');
  assert.match(await choose(page, 'draw.json', good), /This proof holds/);
  const { draws, entrants, commitment, root } = JSON.parse(good.toString());
  for (const draw of draws) {
    const shown = page.locator('#draws > div').nth(draw.number - 1);
    assert.deepEqual(await shown.getByRole('listitem').allInnerTexts(), draw.winners);
  }
  const text = await page.locator('#details').innerText();
  for (const part of [String(entrants.length), commitment, root, 'first 4 lines', 'invent entrants']) assert.ok(text.includes(part), part);
  await page.close();
});

test('viewers find their own name, however they write it', async () => {
  const page = await open();
  const good = await proof('good/two-leaves');
  await choose(page, 'draw.json', good);
  const { draws } = JSON.parse(good.toString());
  const winner = draws[1].winners[0];
  for (const [name, answer] of [
    [' @VIEWER10 ', /^Yes: .*place 10\b/],
    [winner.toUpperCase(), /^Yes: .*and won/],
    ['nobody', /^No: “nobody” is not/],
    ['', /Write your name/],
  ]) {
    await page.getByRole('textbox', { name: 'Is my name on the list?' }).fill(name);
    await page.getByRole('button', { name: 'Look it up' }).click();
    assert.match(await page.locator('#found').innerText(), answer);
  }
  await page.close();
});

test('names from the chat are shown as text', async () => {
  const page = await open();
  await choose(page, 'draw.json', await proof('good/hostile-names'));
  const { draws } = JSON.parse((await proof('good/hostile-names')).toString());
  const shown = await page.locator('#draws li').evaluateAll((items) => items.map((item) => item.textContent));
  assert.deepEqual(shown, draws[0].winners);
  assert.equal(await page.locator('#draws script').count(), 0);
  await page.close();
});

test('every golden proof holds and every tampered one is refused with a reason', async () => {
  const page = await open();
  for (const [kind, outcome] of /** @type {[string, RegExp][]} */ ([['good', /This proof holds/], ['bad', /does not hold\n+The reason: \w/]])) {
    for (const file of await readdir(new URL(`${kind}/`, PROOFS))) {
      const content = await readFile(new URL(`${kind}/${file}`, PROOFS));
      assert.match(await choose(page, `${kind}-${file}`, content), outcome, file);
      assert.equal(await page.locator('#details').isVisible(), kind === 'good', file);
    }
  }
  await page.close();
});

test('a dropped file is checked too', async () => {
  const page = await open();
  const text = (await proof('good/beacon')).toString();
  await page.evaluate((json) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([json], 'dropped.json'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, text);
  await page.getByText('dropped.json', { exact: true }).waitFor();
  assert.match(await page.locator('#outcome').innerText(), /This proof holds/);
  await page.close();
});

test('without a core the page says how to get one', async () => {
  const page = await open({ core: false });
  assert.match(await choose(page, 'draw.json', await proof('good/beacon')), /could not be checked[^]*build\.sh dist/);
  await page.close();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`nothing is in the way of assistive technology, ${colorScheme}`, async () => {
    const page = await open({ context: { colorScheme } });
    assert.deepEqual(await complaints(page), [], 'before');
    await choose(page, 'good.json', await proof('good/two-leaves'));
    assert.deepEqual(await complaints(page), [], 'good');
    await choose(page, 'bad.json', await proof('bad/winner-replaced'));
    assert.deepEqual(await complaints(page), [], 'bad');
    await page.close();
  });
}
