// Role: what pages tell the worker, overheard in the worker itself, for tests that need the very lines and outcomes.
// Must not: answer, or wait for anything but messages.
// @ts-check

import { until } from './browser.mjs';

/** How long nothing more may come after what was waited for. */
const REST_MS = 700;

export class Overheard {
  /** Listens from now on, to pages opened from now on. @param {import('./plain-browser.mjs').PlainBrowser} browser */
  static async from(browser) {
    const worker = await (await browser.worker()).worker();
    if (!worker) throw new Error('the extension has no worker');
    await worker.evaluate(() => {
      self.overheard = [];
      chrome.runtime.onConnect.addListener((port) => port.onMessage.addListener((told) => self.overheard.push(told)));
    });
    return new Overheard(worker);
  }

  /** @param {import('puppeteer-core').WebWorker} worker */
  constructor(worker) {
    this.worker = worker;
    /** Lines that were given out before. */
    this.taken = 0;
  }

  /** @param {string} type @returns {Promise<any[]>} */
  async messages(type) {
    return this.worker.evaluate((type) => self.overheard.filter((told) => told.type === type), type);
  }

  /** The lines that came since the last call: once there are so many, and whatever else comes right after. @param {number} count */
  async lines(count) {
    const all = async () => (await this.messages('lines')).flatMap(({ lines }) => lines);
    await until(`${count} lines`, async () => (await all()).length - this.taken >= count).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const lines = (await all()).slice(this.taken);
    this.taken += lines.length;
    return lines;
  }
}
