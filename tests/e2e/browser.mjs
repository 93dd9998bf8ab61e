// Starts a real Chromium with the unpacked extension. It must not know any test.
// @ts-check

import path from 'node:path';
import { chromium } from 'playwright-core';
import { ROOT, temporaryFolder } from '../relay.mjs';

const EXTENSION = path.join(ROOT, 'dist/chrome');
/** The page that the extension opens for a new seller, in front of whatever a test has open. */
export const FIRST_RUN = '/extension/welcome/welcome.html';

/** Chromium with the extension, on a profile of its own. */
export class Browser {
  /** @param {{ headless?: boolean, profile?: string, firstRun?: boolean }} [options] `firstRun`: leaves the page for a new seller open */
  static async start({ headless = true, profile = temporaryFolder('profile'), firstRun = false } = {}) {
    const context = await chromium.launchPersistentContext(profile, {
      headless: false,
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // Ctrl-C is the caller's to answer: it may have something left to say.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      viewport: { width: 1280, height: 800 },
      args: [
        ...(headless ? ['--headless=new'] : []),
        '--no-sandbox',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-features=DisableLoadExtensionCommandLineSwitch',
        `--disable-extensions-except=${EXTENSION}`,
        `--load-extension=${EXTENSION}`,
      ],
    });
    const browser = new Browser(context);
    try {
      await browser.worker();
      // An extension given on the command line is new at every start.
      await browser.metFirstRun(firstRun);
      return browser;
    } catch (error) {
      // Nobody else knows it yet, and its process would keep the tests from ending.
      await context.close();
      throw error;
    }
  }

  constructor(context) {
    this.context = context;
    /** What went wrong in any page, for tests that demand that nothing does. @type {string[]} */
    this.errors = [];
    context.on('weberror', (error) => this.errors.push(String(error.error())));
  }

  /** Waits for the page for a new seller. @param {boolean} keep */
  async metFirstRun(keep) {
    const page = await until('the first run is there', () => this.context.pages().find((page) => page.url().endsWith(FIRST_RUN)));
    // Closed while it loads, it leaves the pages after it without their words.
    if (!keep) await page.waitForLoadState().then(() => page.close());
    return page;
  }

  /** The extension's service worker; waits for its start. */
  async worker() {
    const [running] = this.context.serviceWorkers();
    return running ?? this.context.waitForEvent('serviceworker');
  }

  async extensionId() {
    return new URL((await this.worker()).url()).host;
  }

  /** The popup, opened as a page of its own. */
  async popup() {
    this.id ??= await this.extensionId();
    const page = await this.context.newPage();
    await page.goto(`chrome-extension://${this.id}/extension/popup/popup.html`);
    return page;
  }

  /** When the running worker was started. */
  async workerBirth() {
    return until('the worker runs', () => this.context.serviceWorkers().at(-1)?.evaluate(() => performance.timeOrigin).catch(() => 0));
  }

  /** Stops the service worker as DevTools does. */
  async stopWorker() {
    const page = await this.context.newPage();
    const session = await this.context.newCDPSession(page);
    const stopped = new Promise((resolve) => {
      session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
        for (const version of versions.filter((version) => version.runningStatus === 'running')) {
          session.send('ServiceWorker.stopWorker', { versionId: version.versionId }).then(resolve, () => {});
        }
      });
    });
    await page.goto(`chrome-extension://${this.id ??= await this.extensionId()}/manifest.json`);
    await session.send('ServiceWorker.enable');
    await stopped;
    await page.close();
  }

  async close() {
    await this.context.close();
  }
}

/** Opens a demo stream and waits until its chat is there. @param {Browser} browser @param {string} url */
export async function openDemo(browser, url) {
  const page = await browser.context.newPage();
  page.on('pageerror', (error) => browser.errors.push(String(error)));
  await page.goto(url);
  await page.waitForSelector('#chat-lines');
  return page;
}

/** Pairs the extension through its popup, as a seller does. @param {Browser} browser @param {Relay} relay */
export async function pair(browser, relay) {
  const code = await relay.pairingCode();
  const popup = await browser.popup();
  await popup.getByRole('tab', { name: 'Settings' }).click();
  await popup.getByRole('textbox', { name: 'Relay address' }).fill(relay.url);
  await popup.getByRole('textbox', { name: 'Pairing code' }).fill(code);
  await popup.getByRole('button', { name: 'Connect', exact: true }).click();
  await popup.getByRole('status').filter({ hasText: /^Connected$/ }).waitFor({ timeout: 10_000 });
  return popup;
}

/** Waits until `check` returns something true. @template T @param {() => Promise<T> | T} check */
export async function until(what, check, timeout = 15_000) {
  const end = Date.now() + timeout;
  for (;;) {
    const result = await check();
    if (result) return result;
    if (Date.now() > end) throw new Error(`waited ${timeout} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
