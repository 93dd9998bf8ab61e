// Measures what a seller looks at, in the real browser: frames of the side panel while 50 lines a second arrive on a stream, and
// how soon an opened popup can be used. The panel stands in a narrow window of its own, beside the stream's. It must not assert.
//
// Frames are those that the browser offers the page, from one callback to the next; where somebody else has the cores, frames
// are late that the panel did not hold up, so its own work on the main thread (processor time) is told as well.
// @ts-check

import { Relay } from '../relay.mjs';
import { Browser, openDemo, until } from './browser.mjs';
import { figure, quantile, report } from './figures.mjs';
import { PlainBrowser } from './plain-browser.mjs';
import { Seller } from './seller.mjs';

const LINES_A_SECOND = 50;
const SECONDS = 10;
const FRAME_MS = 1_000 / 60;
const OPENINGS = 20;

const relay = await new Relay().start();
const browser = await Browser.start();
const seller = await Seller.sitDown(browser);
await seller.switchOn();
await seller.command({ type: 'change_settings', patch: { welcomeEnabled: false } });
const stream = await openDemo(browser, `${relay.url}/demo`);
await until('the page is read', async () => (await seller.view()).streams[0]?.reading);
const panel = await besideStream();
// It would draw on the panel's own thread.
await seller.popup.close();
await speak(200);
await until('the feed is full', async () => (await rows()) >= 200);
await frames('nothing arrives', () => new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000)));
await frames(`${LINES_A_SECOND} lines/s arrive`, () => speak(LINES_A_SECOND * SECONDS, 1_000 / LINES_A_SECOND));
await browser.close();
await relay.stop();
await opening();
process.exit(0);

/** The panel, as large as a browser makes it by itself. */
async function besideStream() {
  const opened = browser.context.waitForEvent('page');
  await seller.popup.evaluate(() => chrome.windows.create({ url: '/extension/panel/panel.html', type: 'popup', width: 376, height: 760 }));
  const page = await opened;
  await page.getByRole('log').waitFor();
  return page;
}

async function rows() {
  return panel.locator('[role=log] li').count();
}

/** Viewers write, a tenth of them a question. @param {number} count @param {number} [apart] milliseconds */
async function speak(count, apart = 0) {
  await stream.evaluate(async ({ count, apart }) => {
    const began = performance.now();
    for (let n = 0; n < count; n += 1) {
      window.demo.say(`viewer${n % 97}`, n % 10 === 0 ? `how long does shipping take? ${n}` : `what a lovely piece, number ${n}`);
      const wait = began + (n + 1) * apart - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }, { count, apart });
}

/** @param {string} when @param {() => Promise<unknown>} run */
async function frames(when, run) {
  const session = await browser.context.newCDPSession(panel);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1_000;
  };
  const before = await busy();
  const [stop] = await Promise.all([panel.evaluateHandle(count), run()]);
  const apart = await stop.evaluate((stop) => stop());
  const spent = (await busy()) - before;
  await session.detach();
  const whole = apart.reduce((sum, ms) => sum + ms, 0);
  // Callbacks carry the time of the display's tick: a frame that was kept is one tick, give or take its rounding.
  const dropped = apart.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / FRAME_MS) - 1), 0);
  figure(`panel, ${when}: frame to frame, p50 of ${apart.length}`, quantile(apart, 0.5), 'ms', 'at most 16.7');
  figure(`panel, ${when}: frame to frame, p99`, quantile(apart, 0.99), 'ms', null);
  figure(`panel, ${when}: frames kept`, (100 * apart.length) / (apart.length + dropped), '%', null);
  figure(`panel, ${when}: main thread busy, of each frame's 16.7 ms`, (spent / whole) * FRAME_MS, 'ms', null);
}

/** Runs in the panel: notes the time between frames until stopped. */
function count() {
  /** @type {number[]} */
  const apart = [];
  let last = 0;
  let going = true;
  const next = (/** @type {number} */ now) => {
    if (last > 0) apart.push(now - last);
    last = now;
    if (going) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  return () => {
    going = false;
    return apart;
  };
}

/**
 * The button is pressed → the popup's tabs and its switch are there, and hold what the worker says. The worker runs already. It is
 * the browser's own popup, and nobody else watches: the driver lets go meanwhile, which would hold every new page up to look at it.
 * The popup's part begins with its page; before that the browser makes its window, and moves the button out of the puzzle's menu.
 */
async function opening() {
  const plain = await PlainBrowser.start();
  const { page } = await plain.seller();
  await page.evaluate((times) => {
    const press = async () => {
      const pressed = performance.timeOrigin + performance.now();
      await chrome.action.openPopup();
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      const [opened] = chrome.extension.getViews({ type: 'popup' });
      const usable = opened.performance.getEntriesByName('buzzchat: usable')[0].startTime;
      const whole = opened.performance.timeOrigin - pressed + usable;
      opened.close();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return [usable, whole];
    };
    // Begun once the driver is gone.
    window.openings = new Promise((resolve) => setTimeout(resolve, 1_000)).then(async () => {
      const took = [];
      for (let n = 0; n < times; n += 1) took.push(await press());
      return took;
    });
  }, OPENINGS);
  const took = await plain.unwatched(page, OPENINGS * 2_200 + 3_000, () => window.openings);
  await plain.close();
  report('popup’s page begins → can be used, worker running', took.map(([usable]) => usable), ['at most 100', null]);
  report('popup’s button pressed → can be used, window and all', took.map(([, whole]) => whole), [null, null]);
}
