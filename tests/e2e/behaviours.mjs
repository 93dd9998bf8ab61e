// Role: what every site has to do, one function for each behaviour; it throws where the site does not.
// Must not: know a site by name, or how the table of them is drawn.
// @ts-check

import assert from 'node:assert/strict';
import { until } from './browser.mjs';
import { Overheard } from './overheard.mjs';
import { pause } from './show.mjs';

/** @typedef {import('./show.mjs').Stage} Stage */

const SOAKED = process.env.SOAK ? 10_000 : 500;
const SOAK_STEP = 250;
/** A long soak runs some minutes, and totals are told every few seconds. */
const SOAK_MS = 60_000;
/**
 * How much larger the page or the worker may be after the second half of a soak than after the first, in bytes. What may still
 * grow in a page is the memory of row keys until it is full (2,000 keys of 40 characters), and anywhere what V8 has not tidied.
 * A reader that keeps rows would keep more than 1 kB for each: 5 MB in the long soak. The short one finds only what keeps 4 kB a line.
 */
const SOAK_GROWTH = 1_000_000;
const BURST = 500;
const AFTER_LOSS_MS = 1_000;

/** Run in this order; the soak counts on nothing having been counted before. What one returns is a figure to be told.
 * @type {Record<string, (stage: Stage) => Promise<string | void>>} */
export const BEHAVIOURS = {
  soak, read, reply, 'own line': ownLine, burst, equal, swap, draft, hidden, navigation, bfcache, 'two tabs': twoTabs, untrusted,
};

/** @param {Stage} stage */
async function soak(stage) {
  const show = await stage.show();
  const heaps = await stage.heaps(show);
  // The rate of a minute tells at once and exactly; a longer soak needs the totals, which are told a while later.
  const counted = (/** @type {number} */ lines) => (process.env.SOAK ? stage.counted(lines, SOAK_MS) : show.settled(lines));
  const sizes = [await heaps()];
  for (let said = 0; said < SOAKED; ) {
    await show.flood(said, SOAK_STEP);
    said += SOAK_STEP;
    if (said !== SOAKED / 2 && said !== SOAKED) continue;
    assert.equal(await counted(said), said);
    sizes.push(await heaps());
  }
  const told = JSON.stringify(sizes);
  for (const place of /** @type {const} */ (['page', 'worker'])) {
    assert.ok(sizes[2][place] - sizes[1][place] < SOAK_GROWTH, `the ${place} grew: bytes at the start, half-way and at the end were ${told}`);
  }
  await show.close();
  return `${SOAKED} lines, bytes at the start, half-way and at the end: ${told}`;
}

/** @param {Stage} stage */
async function read(stage) {
  const show = await stage.sharedShow('talk');
  await show.say(['ann', 'hello everybody'], ['bob', 'is this the blue one? 💙'], ['cem', 'merhaba']);
  assert.equal(await show.settled(3), 3, 'what was there before is not counted, the rest is');
  assert.equal((await show.stream()).chat.chatters, 3);
}

/** @param {Stage} stage */
async function reply(stage) {
  const show = await stage.sharedShow('talk');
  await show.say(['dee', 'how long does shipping take?']);
  assert.match(await show.answer('dee'), /Shipping takes two days\./);
  assert.equal((await show.draft()).text, '', 'the box is left clean');
}

/** @param {Stage} stage */
async function ownLine(stage) {
  const show = await stage.sharedShow('talk');
  const { self } = stage.adapter;
  // Where the page tells whose account it is, a line that the seller writes by hand is known as well.
  if (self.select || self.ownRow) await show.run(() => window.fixture.say(window.fixture.me, 'I say shipping takes a day', { own: true }));
  await pause(AFTER_LOSS_MS);
  assert.equal(await show.lines(), 4, 'only viewers are counted');
  assert.equal((await show.accepted()).length, 1, 'the bot does not answer itself');
}

/** @param {Stage} stage */
async function burst(stage) {
  const show = await stage.sharedShow('flood');
  await show.flood(0, BURST);
  assert.equal(await show.settled(BURST), BURST);
}

/** @param {Stage} stage */
async function equal(stage) {
  const show = await stage.sharedShow('flood');
  const before = await show.lines();
  await show.say(['eve', 'me too'], ['eve', 'me too']);
  assert.equal(await show.settled(before + 2) - before, 2);
}

/** @param {Stage} stage */
async function swap(stage) {
  const show = await stage.sharedShow('flood');
  const before = await show.lines();
  await show.say(['fay', 'just before'], ['gus', 'it is replaced']);
  await show.run(() => window.fixture.swap());
  await show.say(['hal', 'right after'], ['ida', 'it was'], ['jon', 'replaced']);
  assert.equal(await show.settled(before + 5) - before, 5);
}

/** @param {Stage} stage */
async function draft(stage) {
  await stage.clear();
  const show = await stage.show();
  await show.page.bringToFront();
  await (await show.box()).click();
  await show.page.keyboard.type('half a sentnce', { delay: 15 });
  for (let n = 0; n < 3; n += 1) await show.page.keyboard.press('ArrowLeft');
  const typed = await show.draft();
  assert.deepEqual([typed.text, typed.caret], ['half a sentnce', 11]);
  await show.say(['kim', 'how long does shipping take?']);
  // In an editor a draft cannot be put aside unseen, so the bot waits until the seller has left the box.
  if (typed.isEditor) await pause(AFTER_LOSS_MS);
  else await show.answer('kim');
  assert.deepEqual(await show.draft(), typed, 'the draft and its caret are as they were');
  await show.page.keyboard.type('e');
  assert.equal((await show.draft()).text, 'half a sentence', 'the seller types on where the caret was');
  if (!typed.isEditor) return;
  await show.run(() => /** @type {HTMLElement} */ (document.activeElement).blur());
  await show.answer('kim', 25_000);
  await until('the draft is back', async () => (await show.draft()).text === 'half a sentence');
}

/** @param {Stage} stage */
async function hidden(stage) {
  await stage.clear();
  const never = await stage.show({ background: true });
  assert.equal(await never.run(() => document.visibilityState), 'hidden');
  await until('it is read, or said why not', async () => {
    const stream = await never.stream();
    return stream?.reading || stream?.reason;
  });
  await spoken(never, 12);
  const shown = await stage.show();
  const cover = await stage.browser.browser.newPage();
  await until('it is hidden', () => shown.run(() => document.visibilityState === 'hidden'));
  const isExact = await spoken(shown, 12);
  await cover.close();
  await shown.page.bringToFront();
  if (!isExact) assert.equal(await shown.settled(12), 12, 'what was late comes when the tab is shown');
}

/** Viewers write one after the other, and either all of it is counted or the popup says that it is not.
 * @param {import('./show.mjs').Show} show @param {number} count */
async function spoken(show, count) {
  for (let n = 0; n < count; n += 1) {
    await show.say([`viewer${n}`, `unseen ${n}`]);
    await pause(40);
  }
  const counted = await show.settled(count);
  const stream = await show.stream();
  const isExact = counted === count && stream?.reading;
  if (show.stage.adapter.hiddenTab === 'ok') assert.ok(isExact, `${counted} of ${count} were counted: ${JSON.stringify(stream)}`);
  assert.ok(isExact || stream?.reason, `${counted} of ${count} were counted and nothing is said: ${JSON.stringify(stream)}`);
  return isExact;
}

/** @param {Stage} stage */
async function navigation(stage) {
  await stage.clear();
  const show = await stage.show();
  await show.say(['lea', 'in the old one'], ['max', 'there as well']);
  assert.equal(await show.settled(2), 2);
  const old = show.channel;
  show.channel = stage.channel();
  await show.run((channel) => void window.fixture.navigate(channel), show.channel).catch(() => {});
  await show.read();
  await show.say(['ned', 'in the new one'], ['oda', 'this is new'], ['pat', 'very new']);
  assert.equal(await show.settled(3), 3, 'of the new stream only its own new lines');
  show.channel = old;
  assert.ok([0, 2].includes(await show.lines()), 'the old stream has its own and no more');
}

/** @param {Stage} stage */
async function bfcache(stage) {
  await stage.clear();
  const show = await stage.show();
  await show.say(['quin', 'before'], ['ray', 'leaving']);
  assert.equal(await show.settled(2), 2);
  await show.run(() => {
    const say = (/** @type {string} */ author, /** @type {string} */ text) => window.fixture.say(author, text);
    addEventListener('pagehide', () => say('sue', 'while it goes'));
    addEventListener('pageshow', () => ['tom', 'uma'].forEach((author) => say(author, 'as it comes back')));
  });
  await show.page.goto('https://elsewhere.example/');
  await pause(AFTER_LOSS_MS);
  // From a task of its own: the page that asks is gone with what it would answer in.
  await show.page.evaluate(() => void setTimeout(() => history.back()));
  await show.read();
  await pause(AFTER_LOSS_MS);
  // What was said while the page was put away is there only if its site shows it; a page loaded anew shows it as back-log.
  const shown = await show.run(() => (window.fixture.viewerLines ? document.body.textContent.match(/while it goes|as it comes back/g)?.length ?? 0 : 0));
  assert.equal(await show.settled(2 + shown), 2 + shown, 'each line that the page still shows, once');
  const before = await show.lines();
  await show.say(['vic', 'and on'], ['wim', 'it goes']);
  assert.equal(await show.settled(before + 2) - before, 2, 'reading goes on');
}

/** @param {Stage} stage */
async function twoTabs(stage) {
  await stage.clear();
  const first = await stage.show();
  const second = await stage.show({ channel: first.channel, type: 'window' });
  const both = (/** @type {[string, string][]} */ ...lines) => Promise.all([first, second].map((show) => show.say(...lines)));
  await pause((stage.adapter.observe.settleMs ?? 0) + AFTER_LOSS_MS);
  await both(['xia', 'twice there'], ['yan', 'once counted'], ['zoe', 'is shipping free?']);
  assert.equal(await first.settled(3), 3);
  const said = () => Promise.all([first, second].map((show) => show.accepted()));
  await until('one of them speaks', async () => (await said()).flat().length > 0);
  await pause(AFTER_LOSS_MS);
  const lines = await said();
  assert.equal(lines.flat().length, 1, 'one of them only');
  const [speaker, observer] = lines[0].length ? [first, second] : [second, first];
  await speaker.close();
  await observer.say(['abe', 'the other one is closed'], ['bea', 'how long does shipping take?']);
  assert.equal(await observer.settled(5), 5, 'what the other tab shows is counted on');
  await observer.answer('bea');
}

/** @param {Stage} stage */
async function untrusted(stage) {
  await stage.clear();
  const overheard = await Overheard.from(stage.browser);
  const outcomes = () => overheard.messages('outcome');
  const show = await stage.show();
  await show.run(() => window.fixture.set({ trustedOnly: true }));
  await show.say(['yul', 'how long does shipping take?']);
  const outcome = await until('it is known what became of the line', async () => (await outcomes())[0]);
  await pause(AFTER_LOSS_MS);
  assert.equal((await outcomes()).length, 1, 'it is typed once');
  assert.equal((await show.draft()).text, '', 'the box is left clean');
  const taken = (await show.accepted()).length;
  if (stage.adapter.submit.order.includes('button') && taken) return assert.deepEqual([taken, outcome.state], [1, 'seen'], 'a button is nobody’s key');
  assert.equal(taken, 0);
  assert.ok((await show.run(() => window.fixture.tries)) <= stage.adapter.submit.order.length);
  assert.match(outcome.state, /^(refused|unconfirmed)$/);
  assert.ok(outcome.reason.length > 10, 'with a reason');
}
