// Thirty viewers ask thirty different questions in one second: all are answered in time and within the page's limits.
// @ts-check

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Relay } from '../relay.mjs';
import { Browser, openDemo, until } from './browser.mjs';
import { Seller, ownLines, stats } from './seller.mjs';

const TOPICS = Array.from({ length: 30 }, (_, n) => `topic${n}`);

test('thirty viewers, thirty questions, one second', async (t) => {
  const relay = await new Relay().start();
  const browser = await Browser.start();
  t.after(async () => { await browser.close(); await relay.stop(); });
  const seller = await Seller.sitDown(browser);
  const faqRules = TOPICS.map((topic, n) => ({ triggers: [topic], reply: `Question number ${n} has a simple answer, here it is.` }));
  await seller.command({ type: 'change_settings', patch: { botActive: true, welcomeEnabled: false, faqRules } });
  const page = await openDemo(browser, `${relay.url}/demo`);
  await until('the page is read', async () => (await seller.view()).streams[0]?.reading);

  const asked = Date.now();
  await page.evaluate(async (topics) => {
    for (const [n, topic] of topics.entries()) {
      window.demo.say(`viewer${n}`, `what about ${topic}?`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }, TOPICS);
  const answered = (lines, n) => lines.filter(({ text }) => text.includes(`@viewer${n} `) && text.includes(`number ${n} has`)).length;
  const lines = await until('all are answered', async () => {
    const lines = await ownLines(page);
    return TOPICS.every((_, n) => answered(lines, n) > 0) && lines;
  }, 30_000);
  const took = Date.now() - asked;
  assert.ok(TOPICS.every((_, n) => answered(lines, n) === 1), 'nobody is answered twice');
  assert.deepEqual((await stats(page)).refused, {}, 'no line broke a limit of the page');
  assert.ok(lines.every(({ text }) => text.length <= 200));
  t.diagnostic(`30 questions answered in ${lines.length} lines within ${took} ms`);
  assert.deepEqual(browser.errors, []);
});
