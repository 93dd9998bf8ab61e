// Role: what is special to Facebook and Instagram, through the real extension: ids that come late or never, the older editor, the
// chat's box among others that look like it, pages in another language; what all sites share is in the table.
// Must not: emulate anything of the browser.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PageServer } from '../fixtures/pages/server.mjs';
import { until } from './browser.mjs';
import { Overheard } from './overheard.mjs';
import { PlainBrowser } from './plain-browser.mjs';
import { SETTINGS } from './show.mjs';

/** @type {PageServer} */ let server;
/** @type {PlainBrowser} */ let browser;
/** @type {import('./plain-browser.mjs').StreamDesk} */ let desk;
/** @type {Overheard} */ let overheard;

before(async () => {
  server = await new PageServer().start();
  browser = await PlainBrowser.start({ args: server.arguments });
  desk = await browser.seller();
  overheard = await Overheard.from(browser);
  await desk.command({ type: 'change_settings', patch: SETTINGS });
  for (const site of ['facebook', 'instagram']) await desk.writeOn(site);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A stream in front, once it is read. @param {string} url @param {string} site @param {string} channel */
async function visit(url, site, channel) {
  const page = await browser.open(url);
  await page.bringToFront();
  await desk.stream(site, ({ stream, reading }) => stream.channel === channel && reading);
  return page;
}

/** @param {string} channel @param {string} [query] */
const facebook = (channel, query = '') => visit(`https://www.facebook.com/glassworks/videos/${channel}/${query}`, 'facebook', channel);

/** @param {import('puppeteer-core').Page} page @param {[string, string, object?][]} lines */
const say = (page, ...lines) => page.evaluate((lines) => lines.forEach(([author, text, more]) => window.fixture.say(author, text, more)), lines);

/** @param {import('puppeteer-core').Page} page @returns {Promise<string[]>} */
const accepted = (page) => page.evaluate(() => window.fixture.accepted.map(({ text }) => text));

/** The lines the worker got since the last call. @param {number} count @param {(line: any) => any} [told] */
const hear = async (count, told = ({ author, text, kind }) => [author, text, kind]) => (await overheard.lines(count)).map(told);

/** The one answer to one question, and that it went nowhere else. @param {import('puppeteer-core').Page} page */
async function answers(page, viewer = 'ann') {
  await say(page, [viewer, 'how long does shipping take?']);
  await until(`${viewer} is answered`, async () => (await accepted(page)).length > 0);
  const lines = await hear(2, ({ author, own }) => [author, own]);
  assert.deepEqual(lines.sort(), [['TheSeller', true], [viewer, false]], 'the question and the answer, once each');
  assert.match((await accepted(page)).join(), new RegExp(`^@${viewer} Shipping takes two days\\.$`));
  assert.deepEqual(await page.evaluate(() => window.strayed ?? []), [], 'nothing went into another box');
}

for (const ids of ['article', 'parent']) {
  for (const pending of ['attribute', 'node']) {
    test(`Facebook, ids at the ${ids}, the last one in the same ${pending}: each comment is read once, ours among them`, async () => {
      const channel = `late-${ids}-${pending}`;
      const page = await facebook(channel, `?ids=${ids}&pending=${pending}`);
      await say(page, ['bob', 'me too', { pending: true }], ['bob', 'me too', { pending: true }], ['cem', 'hello']);
      const said = [['bob', 'me too', 'chat'], ['bob', 'me too', 'chat'], ['cem', 'hello', 'chat']];
      assert.deepEqual((await hear(3)).sort(), said);
      await page.evaluate(() => window.fixture.swap());
      assert.deepEqual(await hear(0), [], 'comments that are built anew are not new');
      await answers(page);
      await page.close();
    });
  }
}

test('Facebook, an older page: comments without ids are each read once, and a line goes through Draft.js whole', async () => {
  const page = await facebook('older', '?editor=draft&ids=none');
  await say(page, ['eve', 'me too'], ['eve', 'me too']);
  assert.equal((await hear(2)).length, 2);
  await page.evaluate(() => window.fixture.swap());
  assert.deepEqual(await hear(0), []);
  await answers(page);
  const text = () => page.evaluate(() => document.querySelector('.public-DraftEditor-content')?.textContent);
  assert.equal(await text(), '', 'the box is left clean');
  await page.click('.public-DraftEditor-content');
  await page.keyboard.type('my own words');
  await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  await desk.command({ type: 'send_message', message: 'Flash sale!', delay: 0 });
  await until('it is posted', async () => (await accepted(page)).at(-1) === 'Flash sale!');
  await until('the draft is back', async () => (await text()) === 'my own words');
  assert.deepEqual(browser.errors, [], 'the editor stands');
  await page.close();
  await hear(1);
});

test('Facebook: where there is no box for comments, nothing goes to the private messages', async () => {
  const page = await facebook('closed');
  await page.evaluate(() => window.fixture.set({ loggedOut: true }));
  await desk.stream('facebook', ({ stream, canWrite, reason }) => stream.channel === 'closed' && !canWrite && /not found/.test(reason));
  await say(page, ['ann', 'how long does shipping take?']);
  await hear(1);
  assert.deepEqual(await page.evaluate(() => [window.strayed, document.querySelector('[data-pagelet] [role="textbox"]')?.textContent]), [[], '']);
  await page.close();
});

test('Facebook: emoji, stickers, long comments and answers are read as they are meant', async () => {
  const page = await facebook('words');
  await say(page, ['ann', 'blue 💙 please', { role: 'member' }], ['bob', '', { kind: 'sticker' }], ['cem', 'a long story', { long: true }], ['dee', 'yes', { to: 'Ann' }]);
  assert.deepEqual(await hear(4), [['ann', 'blue 💙 please', 'chat'], ['bob', 'Sticker', 'chat'], ['cem', 'a long story', 'chat'], ['dee', 'yes', 'chat']]);
  await page.close();
});

for (const url of ['https://www.facebook.com/watch/live/?ref=x&v=77001', 'https://business.facebook.com/live/producer/77002']) {
  test(`${url} is a stream`, async () => {
    const page = await visit(url, 'facebook', url.slice(-5));
    await say(page, ['ann', 'hello']);
    assert.deepEqual(await hear(1), [['ann', 'hello', 'chat']]);
    await page.close();
  });
}

for (const [lang, joined] of [['en', 'kim joined'], ['de', 'kim ist beigetreten']]) {
  test(`Instagram in ${lang}: names, texts and joiners are told apart, and a question is answered`, async () => {
    const channel = `seller_${lang}`;
    const page = await visit(`https://www.instagram.com/${channel}/live/?lang=${lang}`, 'instagram', channel);
    await say(page, ['ann.b_1', 'hello 💙', { role: 'verified' }], ['kim', '', { kind: 'join' }], ['bob', 'me too'], ['bob', 'me too']);
    const said = [['ann.b_1', 'hello 💙', 'chat'], ['bob', 'me too', 'chat'], ['bob', 'me too', 'chat'], ['kim', joined, 'join']];
    assert.deepEqual((await hear(4)).sort(), said);
    await answers(page);
    await page.close();
  });
}
