// Role: one table, platform × behaviour: every site that has a fixture page, through the real extension in a browser that
// emulates nothing. Must not: hold a behaviour itself, or skip a cell.
// ONLY=ebay,kick runs these sites; SOAK=1 makes the soak long.
// @ts-check

import { after, before, test } from 'node:test';
import { PageServer, sites } from '../fixtures/pages/server.mjs';
import { BEHAVIOURS } from './behaviours.mjs';
import { Stage } from './show.mjs';

/** Browsers at work at the same time: most of what they do is waiting. */
const AT_ONCE = 3;
const names = Object.keys(BEHAVIOURS);
const ids = process.env.ONLY?.split(',') ?? sites();
/** @type {Map<string, string>} */
const cells = new Map();
/** @type {PageServer} */ let server;

before(async () => {
  server = await new PageServer().start();
});

after(async () => {
  await server.stop();
  console.log(table());
});

test('platforms', { concurrency: AT_ONCE }, async (t) => {
  await Promise.all(ids.map((id) => t.test(id, (t) => site(t, id))));
});

/** What Chromium sometimes answers when it is asked what a worker holds. A page of ours that hangs or goes away fails all the same. */
const MEMORY_LOST = /^Protocol error \(Runtime\.queryObjects\)/;

/** @param {import('node:test').TestContext} t @param {string} id */
async function site(t, id) {
  let stage = await Stage.open(id, server);
  t.after(() => stage.close());
  const anew = async (/** @type {Error} */ error, /** @type {string} */ name, /** @type {import('node:test').TestContext} */ t) => {
    if (!MEMORY_LOST.test(error.message)) throw error;
    t.diagnostic(`again, in a new browser: ${error.message}`);
    await stage.close();
    stage = await Stage.open(id, server);
    return BEHAVIOURS[name](stage);
  };
  for (const name of names) {
    await t.test(`${id}: ${name}`, async (t) => {
      cells.set(`${id} ${name}`, 'FAIL');
      const figure = await BEHAVIOURS[name](stage).catch((error) => anew(error, name, t));
      if (figure) t.diagnostic(figure);
      cells.set(`${id} ${name}`, 'pass');
    });
  }
}

function table() {
  const rows = [['', ...names], ...ids.map((id) => [id, ...names.map((name) => cells.get(`${id} ${name}`) ?? 'FAIL')])];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}
