// @ts-check
// Role: the dashboard in Spanish, on the real relay: every page is drawn in it, with room for its words, and refusals are read in it.
// Must not: judge a translation.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import ENGLISH from '../../www/app/words-en.js';
import SPANISH from '../../www/app/words-es.js';
import { talk } from '../talk.mjs';
import { api, open, receiver, relay, signInLink, start, stop, switchBot } from './dashboard-stage.mjs';

before(start);
after(stop);

const PAGES = /** @type {const} */ (['overview', 'inbox', 'giveaways', 'events', 'webhooks', 'lines', 'keys', 'devices']);
/** What dashboard and popup both say. */
const SHARED = JSON.parse(await readFile(new URL('../../_locales/es/messages.json', import.meta.url), 'utf8'));
/** Words of the English dashboard that no Spanish page may show; those that both languages have are none. */
const FOREIGN = Object.entries(ENGLISH).filter(([key, text]) => !text.includes('$') && text.includes(' ') && /** @type {Record<string, string>} */ (SPANISH)[key] !== text).map(([, text]) => text);

/** @typedef {import('./dashboard-stage.mjs').Page} Page */

const signedIn = async (locale = 'es-MX') => open(await signInLink(), { locale });

/** @param {Page} page @param {keyof typeof SPANISH} name */
async function go(page, name) {
  await page.getByRole('navigation').getByRole('link', { name: SPANISH[name], exact: true }).click();
  await page.getByRole('heading', { name: SPANISH[name], level: 1 }).waitFor();
  await page.waitForFunction((loading) => !document.body.textContent?.includes(loading), SPANISH.loading);
}

/** Kept where DASHBOARD_SHOTS names a folder. @param {Page} page @param {string} name */
async function shot(page, name) {
  if (process.env.DASHBOARD_SHOTS) await page.screenshot({ path: `${process.env.DASHBOARD_SHOTS}/${name}-es.png`, fullPage: true });
}

/** What does not fit where it stands. @param {Page} page */
const cutOff = (page) => page.evaluate(() => {
  const visible = [...document.querySelectorAll('button, a, h1, h2, label, th, dt, .badge')].filter((element) => element.checkVisibility() && getComputedStyle(element).display !== 'inline');
  const over = visible.filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => element.textContent);
  return document.documentElement.scrollWidth > innerWidth ? [...over, 'the page itself'] : over;
});

test('every page is Spanish, in words that are there, and has room for them', async () => {
  await api.call('POST', '/webhooks', { url: `${receiver.url}/es`, events: ['bot.started'] });
  await api.call('POST', '/giveaway/open');
  await talk(api);
  await switchBot(false);
  await switchBot(true);
  const page = await signedIn();
  await page.getByRole('heading', { name: SPANISH.overview, level: 1 }).waitFor();
  assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.title]), ['es', `${SPANISH.overview} · BuzzChat`]);
  for (const name of PAGES) {
    await go(page, name);
    if (name === 'webhooks') {
      await page.getByText(SPANISH.deliveries, { exact: true }).last().click();
      await page.getByText(SPANISH.delivery_delivered, { exact: true }).first().waitFor();
    }
    if (name === 'inbox') {
      await page.getByRole('button', { name: /Ann/ }).click();
      await page.getByRole('button', { name: SPANISH.seeAsPhone }).waitFor();
    }
    const shown = await page.locator('body').innerText();
    assert.deepEqual(FOREIGN.filter((text) => shown.includes(text)), [], name);
    const empty = await page.evaluate(() => [...document.querySelectorAll('button, a, h1, h2, label, dt, th')].filter((element) => !element.textContent?.trim()).map((element) => element.outerHTML));
    assert.deepEqual(empty, [], name);
    await shot(page, name);
    await page.setViewportSize({ width: 360, height: 700 });
    // A chart takes its new width a moment later.
    await page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, null, { timeout: 5_000 }).catch(() => {});
    assert.deepEqual(await cutOff(page), [], name);
    await shot(page, `${name}-360`);
    await page.setViewportSize({ width: 1200, height: 900 });
  }
  assert.deepEqual(page.faults, []);
});

test('what the relay refuses is read in Spanish, its own sentences and the core’s', async () => {
  const out = await open(`${relay.url}/app/`, { locale: 'es' });
  await out.getByRole('textbox', { name: SPANISH.apiKey }).fill('bz_live_wrong');
  await out.getByRole('button', { name: SPANISH.signIn }).click();
  await out.getByRole('alert').filter({ hasText: SPANISH.saysKeyInvalid }).waitFor();
  await shot(out, 'sign-in');
  const page = await signedIn('es');
  await go(page, 'webhooks');
  await page.getByRole('textbox', { name: SPANISH.webhookUrl }).fill('ftp://example.com/');
  await page.getByRole('button', { name: SPANISH.createWebhook }).click();
  await page.getByRole('alert').filter({ hasText: SHARED.saysUrlHttps.message }).waitFor();
  await go(page, 'keys');
  await page.getByRole('textbox', { name: SPANISH.keyName }).fill('x'.repeat(20));
  // Longer than the box takes: the core refuses it.
  await page.route('**/api/v1/keys', (route) => (route.request().method() === 'POST' ? route.continue({ postData: JSON.stringify({ name: 'x'.repeat(60) }) }) : route.continue()));
  await page.getByRole('button', { name: SPANISH.createKey }).click();
  await page.getByRole('alert').filter({ hasText: 'Una clave necesita un nombre de 1 a 50 caracteres' }).waitFor();
  assert.deepEqual([...out.faults, ...page.faults], []);
});

test('who reads another language reads English', async () => {
  const page = await signedIn('fi');
  await page.getByRole('heading', { name: ENGLISH.overview, level: 1 }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await page.getByRole('navigation').getByRole('link', { name: ENGLISH.keys }).click();
  await page.getByRole('button', { name: `${ENGLISH.revoke} `, exact: false }).first().click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  assert.deepEqual(page.faults, []);
});
