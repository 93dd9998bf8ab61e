// Starts the real relay, and calls its API. It must not know any test or browser.
// @ts-check

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '..');
export const RELAY = process.env.BUZZCHAT_RELAY ?? path.join(ROOT, 'target/release/buzzchat-relay');

/** @type {string[]} */
const folders = [];
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that goes away with the test. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(tmpdir(), `buzzchat-${name}-`));
  folders.push(folder);
  return folder;
}

/** A relay process on its own data folder. It may be killed and started again on the same address. */
export class Relay {
  /** @param {{ data?: string, port?: number, flags?: string[] }} [options] `flags` are further ones of `serve` */
  constructor({ data = temporaryFolder('relay'), port = 0, flags = [] } = {}) {
    this.data = data;
    this.port = port;
    this.flags = flags;
    /** @type {import('node:child_process').ChildProcess | null} */
    this.process = null;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  async start() {
    const listen = `127.0.0.1:${this.port}`;
    const child = spawn(RELAY, ['serve', '--listen', listen, '--data', this.data, ...this.flags], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
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

  /** A new key that tests cannot use up. @param {string} [name] @param {string[]} flags further ones of `key create` */
  async apiKey(name = 'test', ...flags) {
    const plenty = flags.includes('--per-minute') ? [] : ['--per-minute', '1000000', '--per-day', '100000000'];
    const out = await this.command('key', 'create', '--name', name, ...plenty, ...flags);
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
