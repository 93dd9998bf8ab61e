// @ts-check
// Role: axe finds nothing to complain of, on every tab, in light and dark, with fields in error and a question open.
// Must not: replace a look at the popup; axe sees about half.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { complaints } from '../axe.mjs';
import { openPopup, openTab, sampleView, start, stop } from './stage.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

for (const colorScheme of ['light', 'dark']) {
  test(`every tab, ${colorScheme}`, async () => {
    const page = await openPopup({ context: { colorScheme } });
    for (const tab of await page.getByRole('tab').allTextContents()) {
      await openTab(page, tab);
      assert.deepEqual(await complaints(page), [], tab);
    }
  });

  test(`forms, errors and questions, ${colorScheme}`, async () => {
    const refused = { code: 'VALIDATION_ERROR', field: 'faqRules[0].reply', message: 'faqRules[0].reply must not be empty' };
    const link = { state: /** @type {const} */ ('refused'), address: '', workspace: null, problem: 'Wrong code' };
    const view = { ...sampleView(), streams: [], link };
    const page = await openPopup({ view, context: { colorScheme }, refuse: { change_settings: refused } });
    assert.deepEqual(await complaints(page), [], 'Home without a stream');
    await openTab(page, 'FAQ');
    await page.getByRole('button', { name: /shipping, ship/ }).click();
    await page.getByRole('group', { name: 'Rule 1' }).getByRole('textbox', { name: 'Reply' }).fill('');
    await page.getByText('Must not be empty').waitFor();
    await page.getByRole('button', { name: 'Add rule' }).click();
    assert.deepEqual(await complaints(page), [], 'FAQ');
    await openTab(page, 'Settings');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('button', { name: 'Revoke Shop dashboard' }).click();
    assert.deepEqual(await complaints(page), [], 'Settings');
  });

  test(`webhooks with a problem and a new secret, ${colorScheme}`, async () => {
    const link = { state: /** @type {const} */ ('connected'), address: 'ws://127.0.0.1:4117/link', workspace: 'default', problem: null };
    const page = await openPopup({ view: { ...sampleView(), link }, context: { colorScheme } });
    const hook = { id: 'wh_1', url: 'https://old.example/', events: ['bot.started'], active: false, problem: 'It answered 410', last: { state: 'failed', at: 1, status: 410 } };
    const answers = { webhooks: { type: 'webhooks', webhooks: [hook], events: ['bot.started', 'giveaway.entry'] }, add_webhook: { type: 'added', secret: 'whsec_0123' } };
    await page.evaluate((given) => Object.assign(/** @type {any} */ (window).fake.relay, given), answers);
    await openTab(page, 'Settings');
    await page.getByText('Add a webhook').click();
    await page.getByRole('button', { name: 'Create webhook' }).click();
    await page.getByRole('textbox', { name: 'Signing secret' }).waitFor();
    assert.deepEqual(await complaints(page), []);
  });

  test(`what unfolds on a press, ${colorScheme}`, async () => {
    const page = await openPopup({ context: { colorScheme } });
    await openTab(page, 'FAQ');
    await page.getByRole('button', { name: /shipping, ship/ }).click();
    await page.getByRole('group', { name: 'Rule 1' }).getByText('More', { exact: true }).click();
    await page.getByRole('button', { name: 'Start from a pack' }).click();
    await page.getByRole('button', { name: 'Add the pack Beauty' }).click();
    assert.deepEqual(await complaints(page), [], 'FAQ');
    await openTab(page, 'Commands');
    await page.getByRole('button', { name: 'Add command' }).click();
    await page.getByRole('group', { name: 'New command' }).getByText('More', { exact: true }).click();
    assert.deepEqual(await complaints(page), [], 'Commands');
    await openTab(page, 'Moderation');
    await page.getByText('Viewers to ignore').click();
    assert.deepEqual(await complaints(page), [], 'Moderation');
    await openTab(page, 'Analytics');
    await page.getByText('As a table').click();
    assert.deepEqual(await complaints(page), [], 'Analytics');
    await openTab(page, 'Settings');
    await page.getByRole('button', { name: 'Rename My shop' }).click();
    const leftOut = [{ field: 'faq.rules[2].reply', reason: 'must not be empty' }];
    await page.evaluate((left) => (/** @type {any} */ (window).fake.answers.import_settings = { type: 'imported', leftOut: left }), leftOut);
    await page.getByLabel('Import settings').setInputFiles({ name: 'any.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await page.getByText('1 setting was left out:').waitFor();
    assert.deepEqual(await complaints(page), [], 'Settings');
  });
}
