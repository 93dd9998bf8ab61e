// The real extension types through Twitch's Slate and Kick's Lexical, and the seller's draft stays. It must not repeat the table.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PageServer, siteOf } from '../fixtures/pages/server.mjs';
import { until } from './browser.mjs';
import { PlainBrowser } from './plain-browser.mjs';

/** @type {PageServer} */ let server;
/** @type {PlainBrowser} */ let browser;
before(async () => {
  server = await new PageServer().start();
  browser = await PlainBrowser.start({ args: server.arguments });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [id, box] of [['twitch', '[data-a-target="chat-input"]'], ['kick', '.editor-input']]) {
  test(`${id}: a line is posted whole beside the seller's draft`, async () => {
    const desk = await browser.seller();
    await desk.command({ type: 'change_settings', patch: { botActive: true } });
    const page = await browser.open((await siteOf(id)).url);
    await page.bringToFront();
    await desk.stream(id);
    await page.click(box);
    await page.keyboard.type('my draft');
    await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    await desk.command({ type: 'send_message', message: 'Flash sale!', delay: 0 });
    const taken = await until('the line is posted', () => page.evaluate(() => window.fixture.accepted.length && window.fixture.accepted.map(({ text }) => text)));
    assert.deepEqual(taken, ['Flash sale!']);
    const draft = () => page.evaluate((box) => document.querySelector(box)?.textContent.includes('my draft'), box);
    assert.ok(await until('the draft is back', draft));
    await page.close();
    assert.deepEqual(browser.errors, []);
  });
}
