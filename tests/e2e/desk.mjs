// The popup as a test holds it, whichever driver opened it: commands as it sends them, and the view it draws. It must not know
// any test, or click.
// @ts-check

import { until } from './browser.mjs';

/** Either driver's page: both run a function in it the same way. @typedef {{ evaluate: (run: any, argument?: any) => Promise<any> }} Page */

export class Desk {
  /** @param {Page} popup */
  constructor(popup) {
    this.page = popup;
  }

  /** Sends a command as the popup does. @param {object} command @returns {Promise<any>} */
  async command(command) {
    return (await this.ask({ type: 'command', command })).outcome;
  }

  /** The text of a file that the popup offers. @param {'days' | 'entrants' | 'triggers' | 'settings'} what @returns {Promise<string>} */
  async file(what) {
    return (await this.ask({ type: 'export', what })).text;
  }

  /** A message, and what the worker answers to it. @param {object} message @returns {Promise<any>} */
  async ask(message) {
    return this.page.evaluate(async (/** @type {object} */ message) => {
      const port = chrome.runtime.connect({ name: 'ui' });
      const id = crypto.randomUUID();
      const answer = new Promise((resolve, reject) => {
        port.onMessage.addListener((update) => update.id === id && resolve(update));
        port.onDisconnect.addListener(() => reject(new Error('the worker went away')));
      });
      port.postMessage({ ...message, id });
      return answer.finally(() => port.disconnect());
    }, message);
  }

  /** Lets lines be typed on a site where that is off until the seller wants it. @param {string} site */
  async writeOn(site, send = true) {
    await this.tell({ type: 'site', site, send });
    await until(`writing on ${site} is ${send ? 'on' : 'off'}`, async () => (await this.view()).sites.find((/** @type {any} */ known) => known.site === site).sends === send);
  }

  /** A message that gets no answer of its own. @param {object} message */
  async tell(message) {
    await this.page.evaluate((/** @type {object} */ message) => chrome.runtime.connect({ name: 'ui' }).postMessage(message), message);
  }

  /** What the worker shows now. @returns {Promise<any>} */
  async view() {
    return this.page.evaluate(async () => {
      // A worker that is about to stop closes the port.
      for (let tries = 0; tries < 100; tries += 1) {
        const port = chrome.runtime.connect({ name: 'ui' });
        const view = await new Promise((resolve) => {
          port.onMessage.addListener((update) => update.type === 'view' && resolve(update.view));
          port.onDisconnect.addListener(() => resolve(null));
        });
        port.disconnect();
        if (view) return view;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error('the worker shows nothing');
    });
  }
}
