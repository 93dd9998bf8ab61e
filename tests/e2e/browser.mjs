// Starts the real relay and a real Chromium with the unpacked extension. It must not know any test.
// @ts-check

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

export const ROOT = path.resolve(import.meta.dirname, '../..');
const RELAY = process.env.BUZZCHAT_RELAY ?? path.join(ROOT, 'target/release/buzzchat-relay');
const EXTENSION = path.join(ROOT, 'dist/chrome');

/** A folder that goes away with the test. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(tmpdir(), `buzzchat-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A relay process on its own data folder. It may be killed and started again on the same address. */
export class Relay {
  /** @param {{ data?: string, port?: number }} [options] */
  constructor({ data = temporaryFolder('relay'), port = 0 } = {}) {
    this.data = data;
    this.port = port;
    /** @type {import('node:child_process').ChildProcess | null} */
    this.process = null;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async start() {
    const listen = `127.0.0.1:${this.port}`;
    const child = spawn(RELAY, ['serve', '--listen', listen, '--data', this.data], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    process.on('exit', () => child.kill('SIGKILL'));
    this.process = child;
    this.log = '';
    child.stderr.on('data', (chunk) => (this.log += chunk));
    const line = await new Promise((resolve, reject) => {
      child.stdout.on('data', (chunk) => /listens on (\S+)/.test(String(chunk)) && resolve(String(chunk)));
      child.on('exit', (code) => reject(new Error(`the relay ended with ${code}: ${this.log}`)));
    });
    this.port = Number(new URL(/listens on (\S+)/.exec(line)?.[1] ?? '').port);
    return this;
  }

  /** Ends the process and waits until it is gone. @param {NodeJS.Signals} [signal] */
  async stop(signal = 'SIGTERM') {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** Runs a command of the relay's command line on this relay's data. @param {string[]} words @returns {Promise<string>} */
  async command(...words) {
    const child = spawn(RELAY, [...words, '--data', this.data], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`buzzchat-relay ${words.join(' ')} ended with ${code}: ${err}`);
    return out;
  }

  async pairingCode() {
    const out = await this.command('pair');
    const code = /\b[A-Z0-9]{4}-[A-Z0-9]{4}\b/.exec(out)?.[0];
    if (!code) throw new Error(`no pairing code in: ${out}`);
    return code;
  }

  async apiKey(name = 'test') {
    const out = await this.command('key', 'create', '--name', name);
    const key = /bz_live_[0-9a-f]{48}/.exec(out)?.[0];
    if (!key) throw new Error(`no key in: ${out}`);
    return key;
  }
}

/** A client of the documented REST API. */
export class Api {
  constructor(url, key) {
    this.url = url;
    this.key = key;
  }

  /** @param {string} method @param {string} route @param {unknown} [body] */
  async call(method, route, body) {
    const headers = { authorization: `Bearer ${this.key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(`${this.url}/api/v1${route}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  }
}

/** Chromium with the extension, on a profile of its own. */
export class Browser {
  /** @param {{ headless?: boolean, profile?: string }} [options] */
  static async start({ headless = true, profile = temporaryFolder('profile') } = {}) {
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
    await browser.worker();
    return browser;
  }

  constructor(context) {
    this.context = context;
    /** What went wrong in any page, for tests that demand that nothing does. @type {string[]} */
    this.errors = [];
    context.on('weberror', (error) => this.errors.push(String(error.error())));
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
