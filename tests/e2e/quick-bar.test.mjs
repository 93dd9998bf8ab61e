// The bar of quick replies in the real extension, on a real site's page: the seller's key puts the line into the chat, and
// nothing else does. It must not look inside the extension; the bar is found as assistive technology finds it.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PageServer } from '../fixtures/pages/server.mjs';
import { until } from './browser.mjs';
import { Stage } from './show.mjs';

const POSTED_MS = 15_000;
/** A slow page takes its time. */
const POSTED_SLOWLY_MS = 60_000;

/** @type {PageServer} */ let server;
before(async () => {
  server = await new PageServer().start();
});
after(async () => {
  await server?.stop();
});

/** A site with the bar open beside its chat. @param {import('node:test').TestContext} t @param {string} id @param {object} [patch] */
async function opened(t, id, patch = {}) {
  const stage = await Stage.open(id, server);
  t.after(() => stage.close());
  const quickReplies = ['SOLD!', 'Next item!', 'Back in 5.'].map((text, at) => ({ id: `quick_${at}`, text }));
  await stage.desk.command({ type: 'change_settings', patch: { quickReplies, ...patch } });
  const show = await stage.show();
  await show.page.bringToFront();
  const frame = await show.frame();
  const named = (/** @type {string} */ name) => until(name, () => frame.$(`aria/${name}[role="button"]`));
  const fold = await named('Quick replies');
  // In a frame that is all chat the bar begins small.
  if (await fold.evaluate((button) => button.getAttribute('aria-expanded') === 'false')) await fold.click();
  await named('SOLD!');
  const posted = (/** @type {number} */ count, timeout = POSTED_MS) => until(`${count} are posted`, async () => (await show.accepted()).length >= count && show.accepted(), timeout)
    .catch(async (error) => {
      const { queue, streams } = await stage.desk.view();
      const bar = await fold.evaluate((button) => button.parentElement?.textContent);
      throw new Error(`${error.message}: ${JSON.stringify({ accepted: await show.accepted(), draft: await show.draft(), bar, queue, streams })}`);
    });
  return { stage, show, frame, named, fold, posted };
}

for (const id of ['twitch', 'youtube']) {
  test(`${id}: a key sends its reply; typed into the box, or made by the page, it sends nothing`, async (t) => {
    const { stage, show, frame, named, fold, posted } = await opened(t, id);
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
    assert.deepEqual(await posted(1), ['Next item!']);
    const said = () => fold.evaluate((button) => button.parentElement?.textContent);
    await until('the bar tells', async () => (await said())?.includes('In the chat: Next item!'));
    await (await named('SOLD!')).click();
    assert.deepEqual(await posted(2), ['Next item!', 'SOLD!']);
    await stage.desk.command({ type: 'change_settings', patch: { botActive: false } });
    await show.say(['ann', 'how long is shipping?']);
    await show.page.keyboard.press('3');
    assert.deepEqual(await posted(3), ['Next item!', 'SOLD!', 'Back in 5.'], 'paused, the seller speaks and the bot does not');
    await stage.desk.command({ type: 'change_settings', patch: { quickBarEnabled: false } });
    await until('the bar is gone', () => frame.evaluate(() => !document.querySelector('buzzchat-quick')));
    await show.page.keyboard.press('1');
    assert.deepEqual(stage.browser.errors, []);
    assert.equal((await show.accepted()).length, 3);
  });
}

/** @param {import('node:test').TestContext} t @param {string} id @param {number} [slowness] how many times longer the page takes for everything */
async function pressedBesideADraft(t, id, slowness = 1) {
  const { stage, show, frame, posted } = await opened(t, id);
  await (await show.page.createCDPSession()).send('Emulation.setCPUThrottlingRate', { rate: slowness });
  await (await show.box()).click();
  await show.page.keyboard.type('my draft');
  await frame.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  for (const key of ['1', '2', '3']) await show.page.keyboard.press(/** @type {any} */ (key));
  assert.deepEqual(await posted(3, slowness > 1 ? POSTED_SLOWLY_MS : POSTED_MS), ['SOLD!', 'Next item!', 'Back in 5.']);
  await until('the draft is back', async () => (await show.draft()).text === 'my draft');
  await until('the box was left', () => frame.evaluate(() => document.activeElement === document.body));
  assert.deepEqual(stage.browser.errors, []);
}

for (const id of ['twitch', 'kick', 'youtube']) {
  test(`${id}: keys pressed one right after the other, beside a draft, send each its reply and leave the draft`, (t) => pressedBesideADraft(t, id));
}

test('twitch: the same where the page is slow, and its editor notices late what is selected in it', (t) => pressedBesideADraft(t, 'twitch', 20));
