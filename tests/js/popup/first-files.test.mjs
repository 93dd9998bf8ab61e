// @ts-check
// Role: what the popup fetches before it can be used: its own files for the first tab at once, and the rest later.
// Must not: measure time; `./build.sh bench` does.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openPopup, openTab, start, stop } from './stage.mjs';

before(start);
after(stop);

const PAGE = new URL('../../../extension/popup/popup.html', import.meta.url);

/** Every file that a script imports before it runs. @param {URL} script @param {Set<string>} found */
async function imported(script, found = new Set()) {
  if (found.has(script.href)) return found;
  found.add(script.href);
  const text = await readFile(script, 'utf8');
  const next = [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom '(\..+?)';$/gm)].map(([, path]) => new URL(path, script));
  for (const one of next) await imported(one, found);
  return found;
}

test('the page names every file of its scripts, so that none waits for another to be read', async () => {
  const text = await readFile(PAGE, 'utf8');
  const named = (/** @type {RegExp} */ tag) => [...text.matchAll(tag)].map(([, path]) => new URL(path, PAGE));
  const scripts = named(/<script [^>]*src="(.+?)"/g);
  const needed = new Set();
  for (const script of scripts) await imported(script, needed);
  const told = [...scripts, ...named(/<link rel="modulepreload" href="(.+?)"/g)].map(({ href }) => href);
  assert.deepEqual(told.toSorted(), [...needed].toSorted());
});

test('a popup that is not English asks for its words while its own files are still on their way', async () => {
  const page = await openPopup({ strings: { uiLanguage: 'es' } });
  const asked = page.waitForRequest('**/_locales/en/messages.json');
  await page.route('**/popup/app.js', async (route) => {
    await asked;
    await route.fallback();
  });
  await page.reload();
  await page.getByRole('tab').first().waitFor();
  assert.deepEqual(page.faults, []);
});

test('charts and their style are fetched with the tab that has them, and every other tab without being asked for', async () => {
  const page = await openPopup();
  const has = (/** @type {string} */ file) => page.evaluate((file) => performance.getEntriesByType('resource').some(({ name }) => name.endsWith(file)), file);
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/settings.js')));
  assert.deepEqual([await has('/uplot.js'), await has('/uplot.css')], [false, false]);
  await openTab(page, 'Analytics');
  await page.locator('.chart .uplot').first().waitFor();
  assert.deepEqual([await has('/uplot.js'), await has('/uplot.css')], [true, true]);
});
