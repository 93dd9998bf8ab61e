// Role: a paired device without a browser, for tests that need somebody to carry commands out: relay/examples/device.rs, which
// decides with the core. Must not: assert anything, or know a test.
// @ts-check

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { RELAY } from '../relay.mjs';

// Cargo puts examples beside the relay's binary.
const DEVICE = path.join(path.dirname(RELAY), 'examples/device');

export class Device {
  /** The commands that the relay had it carry out, in order. @type {any[]} */
  executed = [];

  /** Pairs a new device with a relay that runs; it speaks, and knows what the relay knows. @param {import('../relay.mjs').Relay} relay */
  static async pair(relay) {
    if (!existsSync(DEVICE)) throw new Error('the device is not built: cargo build -p buzzchat-relay --examples');
    const device = new Device(relay.url.replace('http://', ''), await relay.pairingCode());
    await device.joined;
    return device;
  }

  /** @param {string} address @param {string} code */
  constructor(address, code) {
    /** @type {((outcome: any) => void)[]} */
    this.waiting = [];
    this.process = spawn(DEVICE, [address, code], { stdio: ['pipe', 'pipe', 'inherit'] });
    process.on('exit', () => this.process.kill('SIGKILL'));
    const lines = readline.createInterface({ input: this.process.stdout });
    this.gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.joined = new Promise((resolve, reject) => {
      this.process.once('exit', (code) => reject(new Error(`the device ended with ${code}`)));
      lines.on('line', (line) => this.#hear(JSON.parse(line), resolve));
    });
  }

  /** @param {any} happening @param {(value?: unknown) => void} joined */
  #hear(happening, joined) {
    if (happening === 'joined') joined();
    else if (happening.done) this.waiting.shift()?.(happening.done);
    else if (happening.executed) this.executed.push(happening.executed);
  }

  /** @param {unknown} order @returns {Promise<any>} the outcome, once the relay has stored what came of it */
  #order(order) {
    const done = new Promise((resolve) => this.waiting.push(resolve));
    this.process.stdin.write(`${JSON.stringify(order)}\n`);
    return Promise.race([done, this.gone.then(() => Promise.reject(new Error('the device is gone')))]);
  }

  /** Carries a command out as if from the popup: `{ type: 'open_giveaway' }`. @param {object} command */
  command(command) {
    return this.#order({ command });
  }

  /** Reports what happened in the active account: `['bot.started']`. @param {unknown[]} facts */
  report(facts) {
    return this.#order({ facts });
  }

  /** Lets viewers enter the current giveaway. @param {string[]} viewers */
  enter(...viewers) {
    return this.#order({ enter: viewers });
  }

  /** Says whether a live page is attached. @param {boolean} speaking */
  speaking(speaking) {
    return this.#order({ speaking });
  }

  /** Switches the bot on. */
  startBot() {
    return this.command({ type: 'change_settings', patch: { botActive: true } });
  }

  /** Goes away. */
  async leave() {
    this.process.stdin.end();
    await this.gone;
  }
}
