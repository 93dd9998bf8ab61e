// What a seller does with the mouse, and what they can read off the extension. It must not know any test.
// @ts-check

import { until } from './browser.mjs';
import { Desk } from './desk.mjs';

/** The popup, held open in a tab of its own. */
export class Seller extends Desk {
  /** @param {import('playwright-core').Page} popup */
  constructor(popup) {
    super(popup);
    this.popup = popup;
  }

  /** @param {import('./browser.mjs').Browser} browser */
  static async sitDown(browser) {
    return new Seller(await browser.popup());
  }

  /** @param {string} name */
  async tab(name) {
    await this.popup.getByRole('tab', { name }).click();
  }

  async switchOn() {
    const bot = this.popup.getByRole('switch', { name: 'Bot active' });
    if ((await bot.getAttribute('aria-checked')) !== 'true') await bot.click();
    await until('the bot is on', async () => (await this.view()).settings.botActive);
  }

  async openGiveaway() {
    await this.tab('Giveaway');
    await this.popup.getByRole('button', { name: 'Open giveaway' }).click();
    await until('the giveaway is open', async () => (await this.view()).giveaway.open);
  }

  /** Waits until nothing is left to be said or counted. */
  async rest() {
    await until('the queue is empty', async () => (await this.view()).queue.length === 0, 90_000);
    // Lines read are told every five seconds, and then go to the relay.
    await new Promise((resolve) => setTimeout(resolve, 9_000));
  }
}

/** The bot's lines in the chat. @param {import('playwright-core').Page} page @returns {Promise<{ text: string, acceptedAt: number }[]>} */
export const ownLines = (page) => page.evaluate(() => window.demo.own());

/** @param {import('playwright-core').Page} page */
export const stats = (page) => page.evaluate(() => window.demo.stats());

/** A viewer writes. @param {import('playwright-core').Page} page @param {string} author @param {string} text */
export const say = (page, author, text) => page.evaluate(([author, text]) => window.demo.say(author, text), [author, text]);

/** Waits for a line of the bot. @param {import('playwright-core').Page} page @param {RegExp} pattern */
export const hear = (page, pattern, timeout = 15_000) =>
  until(`the bot says ${pattern}`, async () => (await ownLines(page)).find(({ text }) => pattern.test(text)), timeout);

/** Writes down who asks what from now on. @param {import('playwright-core').Page} page @returns {Promise<() => Promise<{ author: string, text: string }[]>>} */
export async function listen(page) {
  await page.evaluate(() => {
    window.heard = [...document.querySelectorAll('#chat-lines > li:not([data-own])')].map((row) => ({
      author: row.querySelector('.author').textContent,
      text: row.querySelector('.text').textContent,
    }));
    document.addEventListener('demo:line', ({ detail }) => detail.own || window.heard.push({ author: detail.author, text: detail.text }));
  });
  return () => page.evaluate(() => window.heard);
}

/** Viewers whom the bot addressed more often than they gave cause. @param {string[]} texts @param {{ author: string, text: string }[]} heard */
export function surplus(texts, heard) {
  const authors = [...new Set(heard.map(({ author }) => author))];
  const count = (list, test) => list.filter(test).length;
  return authors.filter((author) => {
    const asked = count(heard, (line) => line.author === author && /\b(ship|shipp?ing|pay|payment)\b/i.test(line.text));
    const answered = count(texts.flatMap((text) => text.split(' · ')), (text) => text.includes(`@${author} `) && /Shipping takes|We take/.test(text));
    const welcomed = count(texts, (text) => /^(Welcome|Changed)/.test(text) && text.includes(author));
    return answered > asked || welcomed > 1;
  });
}
