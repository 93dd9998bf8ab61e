// `./build.sh run`: the main job before your eyes. Starts relay, demo stream and Chromium, pairs them, plays the show and
// prints what viewers and bot write. It must not check anything; the tests do.
// @ts-check

import { Api, Relay, temporaryFolder } from '../relay.mjs';
import { Browser, openDemo, pair } from './browser.mjs';
import { Seller } from './seller.mjs';

const seconds = secondsWanted(process.argv.slice(2));
const relay = await startRelay();
const headless = !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
const browser = await Browser.start({ headless });
const counted = { viewers: 0, bot: 0 };
const interrupted = new Promise((resolve) => ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, resolve)));
await play().finally(() => browser.close()).finally(() => relay.stop());
process.exit(0);

async function play() {
  const seller = new Seller(await pair(browser, relay));
  await seller.switchOn();
  await seller.openGiveaway();
  const key = await relay.apiKey('run');
  printInvitation(key);
  const page = await openDemo(browser, `${relay.url}/demo`);
  await page.exposeFunction('printLine', printLine);
  await page.evaluate(() => document.addEventListener('demo:line', ({ detail }) => window.printLine(detail)));
  await page.bringToFront();
  await page.locator('#show-start').click();
  await Promise.race([ended(seconds), interrupted]);
  await page.locator('#show-start').click();
  await printSummary(new Api(relay.url, key));
}

/** The usual address if it is free, so that the printed lines can be kept. */
async function startRelay() {
  const data = temporaryFolder('run');
  try {
    return await new Relay({ data, port: 4117 }).start();
  } catch {
    return new Relay({ data }).start();
  }
}

/** @param {number | null} seconds */
function ended(seconds) {
  return new Promise((resolve) => seconds !== null && setTimeout(resolve, seconds * 1_000));
}

/** @param {string} key */
function printInvitation(key) {
  const url = `${relay.url}/api/v1`;
  console.log(`
BuzzChat is live on ${relay.url}/demo, paired with its relay${headless ? ' (no display: Chromium runs headless)' : ''}.
API key: ${key}

Try, in another terminal:
  curl -H "Authorization: Bearer ${key}" "${url}/analytics?period=day"
  curl -H "Authorization: Bearer ${key}" -H "Content-Type: application/json" -d '{"message":"Flash sale!"}' ${url}/messages/send
  curl -H "Authorization: Bearer ${key}" ${url}/giveaway/entries
  curl -H "Authorization: Bearer ${key}" -X POST ${url}/giveaway/pick-winner
${seconds === null ? '\nCtrl-C ends it.\n' : ''}`);
}

/** @param {{ own: boolean, author: string, text: string, kind: string }} line */
function printLine({ own, author, text, kind }) {
  counted[own ? 'bot' : 'viewers'] += 1;
  const who = own ? '   BOT ▸' : kind === 'join' ? '       +' : '        ';
  console.log(own ? `${who} ${text}` : `${who} ${author}: ${text}`);
}

/** @param {Api} api */
async function printSummary(api) {
  // Lines read are told every five seconds; the last ones are worth the wait.
  await new Promise((resolve) => setTimeout(resolve, 5_500));
  const { data } = (await api.call('GET', '/analytics?period=all')).body;
  const { data: entries } = (await api.call('GET', '/giveaway/entries')).body;
  console.log(`
lines read ${data.linesRead}, welcomed ${data.viewersWelcomed}, answered ${data.questionsAnswered}, entries ${entries.count}; the bot wrote ${data.allLines} lines (${counted.bot} seen in the page)`);
}

/** @param {string[]} words */
function secondsWanted(words) {
  if (words.length === 0) return null;
  const value = Number(words[1]);
  if (words.length === 2 && words[0] === '--seconds' && value > 0) return value;
  console.error('usage: ./build.sh run [--seconds N]');
  process.exit(2);
}
