// Starts Chromium with the unpacked extension and nothing emulated: hidden tabs are hidden, the back/forward cache works, the
// browser throttles as a seller's does. It must not know any test.
// @ts-check

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { ROOT, temporaryFolder } from '../relay.mjs';
import { FIRST_RUN, until } from './browser.mjs';
import { Desk } from './desk.mjs';

export const EXTENSION = path.join(ROOT, 'dist/chrome');
/** What the driver would switch off although sellers have it. */
const UNWANTED = ['--disable-extensions', '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding', '--disable-back-forward-cache'];

/** A new profile. In one without developer mode an unpacked extension that reloads itself stays switched off. */
function profile() {
  const folder = temporaryFolder('profile');
  mkdirSync(path.join(folder, 'Default'));
  writeFileSync(path.join(folder, 'Default/Preferences'), JSON.stringify({ extensions: { ui: { developer_mode: true } } }));
  return folder;
}

export class PlainBrowser {
  /** @param {{ args?: string[], extension?: string, pipe?: boolean }} [options] `extension` is the folder of a copy to load in
   * place of ours; only by `pipe` the driver may press our button in the toolbar */
  static async start({ args = [], extension = EXTENSION, pipe = false } = {}) {
    const browser = await puppeteer.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      pipe,
      // A page that says nothing for so long says nothing any more.
      protocolTimeout: 60_000,
      defaultViewport: null,
      userDataDir: profile(),
      ignoreDefaultArgs: UNWANTED,
      args: ['--no-sandbox', '--no-first-run', '--window-size=1280,900', '--disable-features=DisableLoadExtensionCommandLineSwitch', `--load-extension=${extension}`, ...args],
    });
    const plain = new PlainBrowser(browser);
    await plain.worker();
    const firstRun = await browser.waitForTarget((target) => target.url().endsWith(FIRST_RUN));
    // Closed while it loads, it leaves the pages after it without their words.
    const page = await firstRun.page();
    await page?.waitForSelector('h1');
    await page?.close();
    return plain;
  }

  /** @param {import('puppeteer-core').Browser} browser */
  constructor(browser) {
    this.browser = browser;
    /** What went wrong in any page. @type {string[]} */
    this.errors = [];
  }

  async worker() {
    return this.browser.waitForTarget((target) => target.type() === 'service_worker' && target.url().startsWith('chrome-extension://'));
  }

  /** A page of the stream; `before` runs in each of its documents ahead of every other script.
   * @param {string} url @param {import('puppeteer-core').CreatePageOptions & { before?: () => void }} [options] */
  async open(url, { before, ...options } = {}) {
    const page = await this.browser.newPage(options);
    if (before) await page.evaluateOnNewDocument(before);
    page.on('pageerror', (error) => this.errors.push(String(error)));
    await page.goto(url);
    return page;
  }

  /** The popup in a tab of its own, for commands and for reading the worker's view. */
  async seller() {
    const { host } = new URL((await this.worker()).url());
    const popup = await this.browser.newPage();
    await popup.goto(`chrome-extension://${host}/extension/popup/popup.html`);
    return new StreamDesk(popup);
  }

  /** Stops the service worker at once, as the browser does with an idle one. */
  async stopWorker() {
    const worker = await this.worker();
    const session = await (await this.browser.newPage()).createCDPSession();
    const version = new Promise((resolve) => session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const running = versions.find(({ runningStatus, scriptURL }) => runningStatus === 'running' && scriptURL === worker.url());
      if (running) resolve(running.versionId);
    }));
    await session.send('Page.navigate', { url: new URL('/manifest.json', worker.url()).href });
    await session.send('ServiceWorker.enable');
    await session.send('ServiceWorker.stopWorker', { versionId: await version });
  }

  /**
   * Lets go of the browser for a while, then asks a page that stayed open.
   * @template T
   * @param {import('puppeteer-core').Page} page
   * @param {number} ms
   * @param {() => Promise<T>} ask runs in the page afterwards
   */
  async unwatched(page, ms, ask) {
    const address = this.browser.wsEndpoint();
    // Others may have the same address.
    const url = await page.evaluate(() => {
      location.hash = 'left-alone';
      return location.href;
    });
    await this.browser.disconnect();
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.browser = await puppeteer.connect({ browserWSEndpoint: address, defaultViewport: null });
    const again = await this.browser.waitForTarget((target) => target.type() === 'page' && target.url() === url);
    return (await again.page()).evaluate(ask);
  }

  async close() {
    await this.browser.close();
  }
}

/** The popup, and what a test waits for in its view. */
export class StreamDesk extends Desk {
  /** @param {import('puppeteer-core').Page} popup */
  constructor(popup) {
    super(popup);
    this.popup = popup;
  }

  /** The stream of a site, once it satisfies `check`. @param {string} site @param {(stream: any) => unknown} check */
  async stream(site, check = (stream) => stream.reading) {
    return until(`${site} is as wanted`, async () => (await this.view()).streams.find((held) => held.stream.site === site && check(held)));
  }

  /** Waits until so many lines were counted. @param {number} lines */
  async counted(lines, timeout = 30_000) {
    return until(`${lines} lines are counted`, async () => (await this.view()).totals.linesRead >= lines, timeout);
  }
}
