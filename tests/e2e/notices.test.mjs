// What the browser itself shows of a running bot: notifications for winners and for a chat that is lost, the badge, and the key
// that switches the bot. It must not know how the worker decides.
// @ts-check

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PageServer } from '../fixtures/pages/server.mjs';
import { until } from './browser.mjs';
import { Stage } from './show.mjs';

/** @type {PageServer} */ let server;
/** @type {Stage} */ let stage;
before(async () => {
  server = await new PageServer().start();
  stage = await Stage.open('kick', server);
});
after(async () => {
  await stage?.close();
  await server?.stop();
});

/** Runs in the service worker. @template R @param {(given: any) => R} script @param {any} [given] */
async function inWorker(script, given) {
  const worker = await (await stage.browser.worker()).worker();
  return worker.evaluate(script, given);
}
const notices = async () => Object.keys(await inWorker(() => chrome.notifications.getAll()));
/** The winner, or the page, is named by what follows. @param {string} cause */
const noticed = (cause, timeout = 15_000) => until(`a notification: ${cause}`, async () => (await notices()).find((id) => id.startsWith(cause)), timeout);

test('a winner is told of, and a press leads to the stream', async () => {
  const show = await stage.show();
  await stage.desk.command({ type: 'change_settings', patch: { giveawayKeywords: ['enter'] } });
  await stage.desk.command({ type: 'open_giveaway' });
  await show.say(['carla', 'enter']);
  await until('an entry', async () => (await stage.desk.view()).giveaway.entrants === 1);
  await stage.desk.popup.bringToFront();
  await stage.desk.command({ type: 'pick_winner', count: 1 });
  const id = await noticed('winner:');
  await inWorker((id) => chrome.notifications.onClicked.dispatch(id), id);
  await until('the stream is before the seller', () => show.page.evaluate(() => document.visibilityState === 'visible'));
  assert.deepEqual((await notices()).filter((other) => other === id), []);
  await show.close();
});

test('a chat that stays away is told of once; a tab that is closed is not', async () => {
  const left = await stage.show();
  await left.close();
  const show = await stage.show();
  await show.page.bringToFront();
  await show.run((select) => document.querySelector(select).remove(), stage.adapter.container.select[0]);
  const id = await noticed('page:', 40_000);
  assert.deepEqual((await notices()).filter((other) => other.startsWith('page:')), [id]);
  await show.close();
});

test('the key switches the bot off and on, and the badge says so', async () => {
  const show = await stage.show();
  const badge = () => inWorker(() => chrome.action.getBadgeText({}));
  const press = () => inWorker(() => chrome.commands.onCommand.dispatch('toggle_bot'));
  assert.deepEqual((await inWorker(() => chrome.commands.getAll())).map(({ name }) => name).sort(), ['_execute_action', 'toggle_bot']);
  await press();
  await until('the bot is off', async () => !(await stage.desk.view()).settings.botActive && (await badge()) === 'off');
  await press();
  await until('the bot is on', async () => (await stage.desk.view()).settings.botActive && (await badge()) === '');
  await show.close();
});
