// Starts a real Firefox and puts the unpacked extension into it, over WebDriver BiDi. It must not know any test.
// @ts-check

import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { ROOT, temporaryFolder } from '../relay.mjs';
import { until } from './browser.mjs';
import { StreamDesk } from './plain-browser.mjs';

const EXTENSION = path.join(ROOT, 'dist/firefox');
const ID = 'buzzchat@buzzchat.app';
/** Every profile gives an extension an address of its own; a test must know it beforehand. */
const UUID = '6b1d5b0e-3f0c-4a53-9a9a-0d9c5f7d2c11';

export class Firefox {
  static async start() {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
      headless: true,
      userDataDir: temporaryFolder('firefox'),
      // Without it WebDriver may not open pages of the extension.
      args: ['--remote-allow-system-access'],
      // The browser's own question, which a page may only bring up at a click, is answered with yes.
      extraPrefsFirefox: { 'extensions.webextensions.uuids': JSON.stringify({ [ID]: UUID }), 'extensions.webextOptionalPermissionPrompts': false },
    });
    await browser.installExtension(EXTENSION);
    return new Firefox(browser);
  }

  /** @param {import('puppeteer-core').Browser} browser */
  constructor(browser) {
    this.browser = browser;
    /** What went wrong in any page. @type {string[]} */
    this.errors = [];
  }

  async newPage() {
    const page = await this.browser.newPage();
    page.on('pageerror', (error) => this.errors.push(String(error)));
    return page;
  }

  /** The popup, in a tab of its own. */
  async popup() {
    const page = await this.newPage();
    // Firefox does not tell when a page of an extension has loaded, so no event of its is waited for.
    await page.goto(`moz-extension://${UUID}/extension/popup/popup.html`, { waitUntil: [] });
    await page.waitForSelector('[role=switch]');
    return new Popup(page);
  }

  async close() {
    await this.browser.close();
  }
}

/** The popup's controls by role and name, as a seller finds them. */
export class Popup extends StreamDesk {
  /** @param {string} role @param {string} name */
  find(role, name) {
    return this.popup.locator(`::-p-aria([name="${name}"][role="${role}"])`);
  }

  /** In front, because a hidden page draws no frames and the driver waits for some. @param {string} role @param {string} name */
  async click(role, name) {
    await this.popup.bringToFront();
    await this.find(role, name).click();
  }

  /** Types over what a box holds. @param {string} name @param {string} text */
  async fill(name, text) {
    const box = await this.find('textbox', name).waitHandle();
    await box.click({ count: 3 });
    await box.type(text);
  }

  async switchOn() {
    await this.click('switch', 'Bot active');
    await until('the bot is on', async () => (await this.view()).settings.botActive);
  }

  /** @param {import('../relay.mjs').Relay} relay */
  async pair(relay) {
    const code = await relay.pairingCode();
    await this.click('tab', 'Settings');
    await this.fill('Relay address', relay.url);
    await this.fill('Pairing code', code);
    await this.click('button', 'Connect');
    await until('the relay is connected', async () => (await this.view()).link.state === 'connected');
  }
}
