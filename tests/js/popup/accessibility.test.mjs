// @ts-check
// Role: axe finds nothing to complain of, on every tab, in light and dark, with fields in error and a question open.
// Must not: replace a look at the popup; axe sees about half.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openPopup, openTab, sampleView, start, stop } from './stage.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @param {Page} page */
async function violations(page) {
  // The page's CSP forbids inline script, so axe comes in beside it.
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => /** @type {any} */ (window).axe.run());
  return found.map((/** @type {any} */ rule) => `${rule.id}: ${rule.nodes.map((/** @type {any} */ node) => node.html).join(' | ')}`);
}

for (const colorScheme of ['light', 'dark']) {
  test(`every tab, ${colorScheme}`, async () => {
    const page = await openPopup({ context: { colorScheme } });
    for (const tab of await page.getByRole('tab').allTextContents()) {
      await openTab(page, tab);
      assert.deepEqual(await violations(page), [], tab);
    }
  });

  test(`forms, errors and questions, ${colorScheme}`, async () => {
    const refused = { code: 'VALIDATION_ERROR', field: 'faqRules[0].reply', message: 'faqRules[0].reply must not be empty' };
    const link = { state: /** @type {const} */ ('refused'), address: '', workspace: null, problem: 'Wrong code' };
    const view = { ...sampleView(), streams: [], link };
    const page = await openPopup({ view, context: { colorScheme }, refuse: { change_settings: refused } });
    assert.deepEqual(await violations(page), [], 'Home without a stream');
    await openTab(page, 'FAQ');
    await page.getByRole('button', { name: /shipping, ship/ }).click();
    await page.getByRole('group', { name: 'Rule 1' }).getByRole('textbox', { name: 'Reply' }).fill('');
    await page.getByText('Must not be empty').waitFor();
    await page.getByRole('button', { name: 'Add rule' }).click();
    assert.deepEqual(await violations(page), [], 'FAQ');
    await openTab(page, 'Settings');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('button', { name: 'Revoke Shop dashboard' }).click();
    assert.deepEqual(await violations(page), [], 'Settings');
  });

  test(`what unfolds on a press, ${colorScheme}`, async () => {
    const page = await openPopup({ context: { colorScheme } });
    await openTab(page, 'FAQ');
    await page.getByRole('button', { name: /shipping, ship/ }).click();
    await page.getByRole('group', { name: 'Rule 1' }).getByText('More', { exact: true }).click();
    await page.getByRole('button', { name: 'Start from a pack' }).click();
    await page.getByRole('button', { name: 'Add the pack Beauty' }).click();
    assert.deepEqual(await violations(page), [], 'FAQ');
    await openTab(page, 'Commands');
    await page.getByRole('button', { name: 'Add command' }).click();
    await page.getByRole('group', { name: 'New command' }).getByText('More', { exact: true }).click();
    assert.deepEqual(await violations(page), [], 'Commands');
    await openTab(page, 'Moderation');
    await page.getByText('Viewers to ignore').click();
    assert.deepEqual(await violations(page), [], 'Moderation');
    await openTab(page, 'Analytics');
    await page.getByText('As a table').click();
    assert.deepEqual(await violations(page), [], 'Analytics');
    await openTab(page, 'Settings');
    await page.getByRole('button', { name: 'Rename My shop' }).click();
    const leftOut = [{ field: 'faq.rules[2].reply', reason: 'must not be empty' }];
    await page.evaluate((left) => (/** @type {any} */ (window).fake.answers.import_settings = { type: 'imported', leftOut: left }), leftOut);
    await page.getByLabel('Import settings').setInputFiles({ name: 'any.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await page.getByText('1 setting was left out:').waitFor();
    assert.deepEqual(await violations(page), [], 'Settings');
  });
}
