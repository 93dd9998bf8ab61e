// Measures what a seller feels, in the real browser: size, cold start, reaction time, API round trip. It must not assert.
// @ts-check

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { Api, ROOT, Relay } from '../relay.mjs';
import { Browser, openDemo, pair, until } from './browser.mjs';
import { figure, report } from './figures.mjs';
import { Seller } from './seller.mjs';

const wasm = readFileSync(path.join(ROOT, 'extension/pkg/buzzchat_bg.wasm'));
figure('wasm, gzip', gzipSync(wasm, { level: 9 }).length / 1000, 'kB', 'at most 400');
figure('wasm', wasm.length / 1000, 'kB', null);

const relay = await new Relay().start();
const browser = await Browser.start();
const seller = new Seller(await pair(browser, relay));
await seller.switchOn();
await seller.openGiveaway();
await seller.command({ type: 'change_settings', patch: { welcomeEnabled: false } });
const api = new Api(relay.url, await relay.apiKey());
const page = await openDemo(browser, `${relay.url}/demo`);
await page.bringToFront();
await until('the page is read', async () => (await seller.view()).streams[0]?.reading);
await fill(1_000);
await coldStart(10);
await reaction(40);
await roundTrip(20);
await browser.close();
await relay.stop();
process.exit(0);

/** Viewers who entered, to be rebuilt at every start. @param {number} viewers */
async function fill(viewers) {
  await page.evaluate((viewers) => {
    for (let n = 0; n < viewers; n += 1) window.demo.say(`viewer${n}`, 'enter');
  }, viewers);
  await until('all are in', async () => (await seller.view()).giveaway.entrants === viewers);
}

/** @param {number} times */
async function coldStart(times) {
  const modules = [];
  const readies = [];
  for (let n = 0; n < times; n += 1) {
    await browser.stopWorker();
    const worker = await until('a new worker', () => browser.context.serviceWorkers().at(-1));
    const marks = await until('it is ready', () => worker.evaluate(() => {
      const of = (name) => performance.getEntriesByName(name)[0]?.startTime;
      return of('buzzchat: ready') && { module: of('buzzchat: module'), ready: of('buzzchat: ready') };
    }).catch(() => null));
    modules.push(marks.module);
    readies.push(marks.ready);
  }
  report('worker start → module ready', modules, ['at most 20', null]);
  report('worker start → engine rebuilt, 1,000 viewers and entries', readies, ['at most 40', null]);
}

/** A viewer's question appears → the page takes our answer. @param {number} times */
async function reaction(times) {
  const took = [];
  for (let n = 0; n < times; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    // Timed inside the page, because asking it from outside takes its time as well.
    took.push(await page.evaluate(async (n) => {
      const next = (wanted) => new Promise((resolve) => {
        document.addEventListener('demo:line', function heard({ detail }) {
          if (!wanted(detail)) return;
          document.removeEventListener('demo:line', heard);
          resolve(detail);
        });
      });
      const question = next(({ own }) => !own);
      const answer = next(({ own, text }) => own && text.includes(`@asker${n} `));
      window.demo.say(`asker${n}`, 'do you take paypal? how do I pay');
      const { at } = await question;
      const { id } = await answer;
      return window.demo.own().find((line) => line.id === id).acceptedAt - at;
    }, n));
  }
  report('line appears → our reply is taken by the page', took, ['at most 15', 'at most 50']);
}

/** @param {number} times */
async function roundTrip(times) {
  const took = [];
  for (let n = 0; n < times; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    const began = performance.now();
    await api.call('POST', '/messages/send', { message: `round trip ${n}` });
    took.push(performance.now() - began);
  }
  report('API send → line seen → response, the demo page shows a line after 5-40 ms', took, ['at most 15', null]);
}
