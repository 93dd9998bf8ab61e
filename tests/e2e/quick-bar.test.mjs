// The bar of quick replies in the real extension, on a real site's page: the seller's key puts the line into the chat, and
// nothing else does. It must not look inside the extension; the bar is found as assistive technology finds it.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PageServer } from '../fixtures/pages/server.mjs';
import { until } from './browser.mjs';
import { Stage } from './show.mjs';

/** @type {PageServer} */ let server;
before(async () => {
  server = await new PageServer().start();
});
after(async () => {
  await server?.stop();
});

for (const id of ['twitch', 'youtube']) {
  test(`${id}: a key sends its reply; typed into the box, or made by the page, it sends nothing`, async (t) => {
    const stage = await Stage.open(id, server);
    t.after(() => stage.close());
    await stage.desk.command({ type: 'change_settings', patch: { quickReplies: [{ id: 'q1', text: 'SOLD!' }, { id: 'q2', text: 'Next item!' }] } });
    const show = await stage.show();
    await show.page.bringToFront();
    const frame = await show.frame();
    const named = (/** @type {string} */ name) => until(name, () => frame.$(`aria/${name}[role="button"]`));
    const fold = await named('Quick replies');
    // In a frame that is all chat the bar begins small.
    if (await fold.evaluate((button) => button.getAttribute('aria-expanded') === 'false')) await fold.click();
    await named('SOLD!');

    const box = await show.box();
    await box.click();
    await show.page.keyboard.type('12');
    assert.equal((await show.draft()).text, '12');
    for (const key of ['Backspace', 'Backspace']) await show.page.keyboard.press(/** @type {any} */ (key));
    await frame.evaluate(() => {
      /** @type {HTMLElement} */ (document.activeElement).blur();
      for (const target of [document.body, document.querySelector('buzzchat-quick')]) {
        target?.dispatchEvent(new KeyboardEvent('keydown', { key: '1', code: 'Digit1', bubbles: true, composed: true }));
        target?.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, clientX: 10, clientY: 10 }));
      }
    });
    await show.page.keyboard.press('2');
    const taken = await until('the line is posted', async () => (await show.accepted()).length > 0 && show.accepted());
    assert.deepEqual(taken, ['Next item!']);
    const said = () => fold.evaluate((button) => button.parentElement?.textContent);
    await until('the bar tells', async () => (await said())?.includes('In the chat: Next item!'));
    await (await named('SOLD!')).click();
    assert.deepEqual(await until('both are posted', async () => (await show.accepted()).length > 1 && show.accepted()), ['Next item!', 'SOLD!']);
    await stage.desk.command({ type: 'change_settings', patch: { quickBarEnabled: false } });
    await until('the bar is gone', () => frame.evaluate(() => !document.querySelector('buzzchat-quick')));
    await show.page.keyboard.press('1');
    assert.deepEqual(stage.browser.errors, []);
    assert.equal((await show.accepted()).length, 2);
  });
}
