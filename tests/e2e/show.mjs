// Role: one site on its stage: a browser of its own with the extension, a fresh channel for every show, and what a test does
// and sees there.
// Must not: judge, or know one site from another; what differs comes from the site's adapter and fixture.
// @ts-check

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { siteOf } from '../fixtures/pages/server.mjs';
import { ROOT } from '../relay.mjs';
import { until } from './browser.mjs';
import { PlainBrowser } from './plain-browser.mjs';

/** A bot that only answers. */
export const SETTINGS = {
  botActive: true,
  welcomeEnabled: false,
  // The answer holds its own trigger: a bot that heard itself would go on for ever.
  faqRules: [{ triggers: ['shipping'], reply: 'Shipping takes two days.' }],
};
/** How long a count must stand still to be believed. */
const STILL_MS = 400;

export const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Stage {
  /** @param {string} id @param {import('../fixtures/pages/server.mjs').PageServer} server @param {{ extension?: string }} [options] */
  static async open(id, server, options = {}) {
    const site = await siteOf(id);
    const adapter = JSON.parse(readFileSync(path.join(ROOT, `extension/content/sites/${site.id}.json`), 'utf8'));
    const browser = await PlainBrowser.start({ args: server.arguments, ...options });
    const desk = await browser.seller();
    await desk.command({ type: 'change_settings', patch: SETTINGS });
    if (adapter.confidence.send === 'low') await desk.writeOn(adapter.id);
    return new Stage(site, adapter, browser, desk);
  }

  /**
   * @param {import('../fixtures/pages/server.mjs').Site} site @param {any} adapter
   * @param {PlainBrowser} browser @param {import('./plain-browser.mjs').StreamDesk} desk
   */
  constructor(site, adapter, browser, desk) {
    this.site = site;
    this.adapter = adapter;
    this.browser = browser;
    this.desk = desk;
    this.channels = 10;
    /** @type {import('puppeteer-core').Page[]} */
    this.open = [];
    /** @type {Map<string, Promise<Show>>} */
    this.shared = new Map();
  }

  /** A channel nobody used before, in a form that every site could have given out. */
  channel() {
    this.channels += 1;
    return `buzzchat${this.channels}x`;
  }

  /** The site's address for a channel. @param {string} channel */
  address(channel) {
    const { pathname, search } = new URL(this.site.url);
    const [found, name] = new RegExp(this.adapter.route.channel, 'u').exec(pathname + search) ?? [];
    if (!found || !name) throw new Error(`${this.site.url} names no channel`);
    return this.site.url.replace(found, found.replace(name, channel));
  }

  /** A new tab at a channel, read already unless it is opened hidden.
   * @param {{ channel?: string, background?: boolean, type?: 'tab' | 'window', before?: () => void }} [options] */
  async show({ channel = this.channel(), ...options } = {}) {
    const page = await this.browser.open(this.address(channel), options);
    this.open.push(page);
    const show = new Show(this, page, channel);
    if (!options.background) await show.read();
    return show;
  }

  /** A show that several behaviours in a row use. @param {string} name */
  async sharedShow(name) {
    if (!this.shared.has(name)) this.shared.set(name, this.show());
    return /** @type {Promise<Show>} */ (this.shared.get(name));
  }

  /** Closes every show, so that the next one has the bot for itself. */
  async clear() {
    this.shared.clear();
    for (const page of this.open.splice(0)) if (!page.isClosed()) await page.close();
  }

  /** All viewers' lines ever counted, which the worker tells a while later. @param {number} wanted @param {number} [timeout] */
  async counted(wanted, timeout) {
    await this.desk.counted(wanted, timeout);
    return (await this.desk.view()).totals.linesRead;
  }

  /** What the page of a show, our scripts in it included, and the worker hold in memory, in bytes, once all else is thrown away.
   * @param {Show} show @returns {Promise<() => Promise<{ page: number, worker: number }>>} */
  async heaps(show) {
    const [page, worker] = [await show.page.createCDPSession(), await (await this.browser.worker()).createCDPSession()];
    // The core is in the worker alone.
    return async () => ({ page: await heldIn(page), worker: (await heldIn(worker)) + (await wasmIn(worker)) });
  }

  async close() {
    await this.browser.close();
  }
}

/** @param {import('puppeteer-core').CDPSession} session */
async function heldIn(session) {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
  return usedSize + backingStorageSize;
}

/** What the core holds, which the engine does not count as its own. @param {import('puppeteer-core').CDPSession} session */
async function wasmIn(session) {
  const { result } = await session.send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId ?? '' });
  const functionDeclaration = 'function () { return this.reduce((bytes, memory) => bytes + memory.buffer.byteLength, 0); }';
  const { result: bytes } = await session.send('Runtime.callFunctionOn', { objectId: objects.objectId, functionDeclaration });
  return bytes.value;
}

/** A tab with a stream. */
export class Show {
  /** @param {Stage} stage @param {import('puppeteer-core').Page} page @param {string} channel */
  constructor(stage, page, channel) {
    this.stage = stage;
    this.page = page;
    this.channel = channel;
  }

  /** The document that has the chat, which on some sites is a frame. */
  async frame() {
    return until('the chat is there', async () => {
      for (const frame of this.page.frames()) if (await frame.evaluate(() => !!window.fixture).catch(() => false)) return frame;
      return null;
    });
  }

  /** Runs a script in the chat's document. It is reached through the page around it: of a page that comes back from the
   * back/forward cache the driver knows no frames.
   * @template {unknown[]} A @template R @param {(...given: A) => R} script @param {A} given */
  async run(script, ...given) {
    await until('the chat is there', () => this.page.evaluate(() => [window, ...Array.from(frames)].some((place) => place.fixture)).catch(() => false));
    return this.page.evaluate((script, given) => {
      const place = [window, ...Array.from(frames)].find((place) => place.fixture);
      return place.eval(`(${script})`)(...given);
    }, String(script), given);
  }

  /** What the worker shows of this stream. */
  async stream() {
    return (await this.stage.desk.view()).streams.find(({ stream }) => stream.channel === this.channel);
  }

  async read() {
    await until(`${this.channel} is read`, async () => (await this.stream())?.reading);
  }

  /** Viewers write, all in one turn of the page. @param {[string, string][]} lines */
  async say(...lines) {
    await this.run((lines) => lines.forEach(([author, text]) => window.fixture.say(author, text)), lines);
  }

  /** Viewers write as fast as the site's own list shows it: at once where a row is an element of its own, else a few in each
   * frame, because a list that shows the last rows only has shown no others. @param {number} first @param {number} count */
  async flood(first, count) {
    const { key, recycles } = this.stage.adapter.item;
    const step = key.from === 'attr' && !recycles ? 500 : 5;
    await this.run(async (first, count, step) => {
      const shown = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
      for (let n = 0; n < count; n += 1) {
        window.fixture.say(`viewer${(first + n) % 90}`, `line ${first + n} of the flood`);
        if (n % step === step - 1) await shown().then(shown);
      }
    }, first, count, step);
  }

  /** Viewers' lines counted on this stream. Holds while a show is younger than a minute. */
  async lines() {
    return (await this.stream())?.chat.peak ?? 0;
  }

  /** The count once it has reached so many, or has not in time, and stands still. @param {number} wanted */
  async settled(wanted, timeout = 10_000) {
    await until('lines', async () => (await this.lines()) >= wanted, timeout).catch(() => {});
    await pause(STILL_MS);
    return this.lines();
  }

  /** Lines the site took from the chat box. @returns {Promise<string[]>} */
  async accepted() {
    return this.run(() => window.fixture.accepted.map(({ text }) => text));
  }

  /** The bot's answer to a viewer. @param {string} viewer */
  async answer(viewer, timeout = 15_000) {
    return until(`${viewer} is answered`, async () => (await this.accepted()).find((text) => text.includes(`@${viewer} `)), timeout);
  }

  /** The chat box. */
  async box() {
    const frame = await this.frame();
    const selectors = this.stage.site.box ?? this.stage.adapter.input.select.join(',');
    return until('there is a chat box', async () => {
      for (const element of await frame.$$(selectors)) if (await element.isVisible()) return element;
      return null;
    });
  }

  /** What stands in the chat box, and where the caret is. */
  async draft() {
    return (await this.box()).evaluate((found) => {
      const box = found.matches('textarea,input,[contenteditable]') ? found : found.querySelector('textarea,input,[contenteditable]');
      if (box.value !== undefined) return { text: box.value, caret: box.selectionStart, isEditor: false };
      const plain = (/** @type {string} */ text) => text.replace(/[\u200b\ufeff\n]/g, '');
      const copy = box.cloneNode(true);
      for (const hint of copy.querySelectorAll('[data-slate-placeholder]')) hint.remove();
      const { focusNode, focusOffset } = getSelection();
      const before = document.createRange();
      before.selectNodeContents(box);
      if (box.contains(focusNode)) before.setEnd(focusNode, focusOffset);
      return { text: plain(copy.textContent), caret: plain(before.toString()).length, isEditor: true };
    });
  }

  async close() {
    await this.page.close();
  }
}
