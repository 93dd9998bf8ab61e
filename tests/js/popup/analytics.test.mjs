// @ts-check
// Role: what the bot did, as charts with a table beside them, as figures, and as files.
// Must not: test counting, which the core's own tests do.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openPopup, openTab, sampleFiles, sampleView, start, stop } from './stage.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

const rows = async (/** @type {import('playwright-core').Locator} */ table) =>
  Promise.all((await table.getByRole('row').all()).map(async (row) => (await row.locator('th, td').allTextContents()).join('|')));

/** How much of the chart is drawn in a colour. @param {import('playwright-core').Locator} chart */
const painted = (chart) =>
  chart.locator('canvas').evaluate((canvas) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
    const pixels = /** @type {any} */ (canvas).getContext('2d').getImageData(0, 0, width, height).data;
    return [...pixels].filter((alpha, at) => at % 4 === 3 && alpha === 255).length;
  });

test('days are drawn, told under the pointer, and readable as a table', async () => {
  const page = await openPopup();
  await openTab(page, 'Analytics');
  const chart = page.getByRole('img', { name: 'Lines the bot wrote' });
  await chart.locator('canvas').waitFor();
  assert.ok((await painted(chart)) > 500);
  const box = /** @type {{ x: number, y: number, width: number, height: number }} */ (await chart.locator('.u-over').boundingBox());
  await page.mouse.move(box.x + box.width - 4, box.y + 20);
  await page.getByText('Nov 21: 96').waitFor();
  await page.getByText('As a table').click();
  const table = page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'Day', exact: true }) });
  const told = await rows(table);
  assert.deepEqual(told.slice(0, 3), ['Day|Lines the bot wrote|Chat lines read', 'Nov 21|96|2,208', 'Nov 20|71|1,633']);
  assert.equal(told.length, 31, '30 days, the ones before the first show among them');
  assert.deepEqual(page.faults, []);
});

test('a chart takes the colours of the system when they turn', async () => {
  const page = await openPopup();
  await openTab(page, 'Analytics');
  const canvas = page.getByRole('img', { name: 'Chat lines read' }).locator('canvas');
  const picture = () => canvas.evaluate((drawn) => /** @type {HTMLCanvasElement} */ (drawn).toDataURL());
  const light = await picture();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction(([held]) => [...document.querySelectorAll('canvas')].every((drawn) => drawn.toDataURL() !== held), [light]);
  assert.notEqual(await picture(), light);
});

test('before the first show there is a word instead of empty charts', async () => {
  const page = await openPopup({ files: { days: 'Date,Messages,Welcomes,FAQs,Timers,Commands,Other,LinesRead\r\n' } });
  await openTab(page, 'Analytics');
  await page.getByText('Nothing was counted yet.').waitFor();
  assert.equal(await page.locator('canvas').count(), 0);
});

test('figures of four periods, the busiest hour and what was asked most', async () => {
  const page = await openPopup();
  await openTab(page, 'Analytics');
  const told = await rows(page.getByRole('table', { name: 'What the bot did' }));
  assert.deepEqual(told.slice(0, 4), [
    '|24 h|7 days|30 days|All', 'Questions answered|71|377|1,002|1,544', 'Viewers welcomed|25|97|260|411',
    'Chat lines read|2,310|12K|36K|48K',
  ]);
  assert.deepEqual(told.slice(-2), ['Commands|1|3|7|9', 'Others|1|2|5|8']);
  await page.getByText('Viewers write most around 8 PM.').waitFor();
  const asked = page.getByRole('region', { name: 'Asked most often' }).getByRole('listitem');
  assert.match((await asked.first().textContent()) ?? '', /shipping\s*402/);
  assert.equal(await asked.count(), 5);
});

test('what nobody has asked yet is left out', async () => {
  const view = sampleView();
  view.analytics = { ...view.analytics, triggers: [], peakHour: null };
  const page = await openPopup({ view });
  await openTab(page, 'Analytics');
  await page.getByRole('table', { name: 'What the bot did' }).waitFor();
  assert.equal(await page.getByText('Asked most often').count(), 0);
  assert.equal(await page.getByText('Viewers write most').count(), 0);
});

for (const [button, what] of /** @type {[string, 'days' | 'triggers' | 'entrants'][]} */ ([['Days', 'days'], ['Questions', 'triggers'], ['Entrants', 'entrants']])) {
  test(`the file of the ${what} is the worker's, byte for byte`, async () => {
    const page = await openPopup();
    await openTab(page, 'Analytics');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).click()]);
    assert.equal(file.suggestedFilename(), `buzzchat-${what}.csv`);
    assert.equal(await readFile(await file.path(), 'utf8'), sampleFiles()[what]);
  });
}

test('a worker that dies over a file is told of', async () => {
  const page = await openPopup();
  await openTab(page, 'Analytics');
  await page.getByRole('img', { name: 'Chat lines read' }).waitFor();
  await page.evaluate(() => (/** @type {any} */ (window).fake.mute = true));
  await page.getByRole('button', { name: 'Days', exact: true }).click();
  await page.evaluate(() => /** @type {any} */ (window).fake.ports.at(-1).kill());
  await page.getByText('BuzzChat did not answer, please try again').waitFor();
});
