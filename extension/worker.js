// The service worker's rim: registers every listener in the first turn, as Chrome demands, and hands each event to the Rust
// core. It must not decide anything, await anything at the top level, or import dynamically: both fail in MV3 workers.
// @ts-check

import init, { Worker } from './pkg/buzzchat.js';
import { joinOpenTabs, keepLoaded, showTab } from './open-tabs.js';
import { ownPages } from './own-pages.js';
import { openWords, worded } from './ui/words.js';

/** The sites of `content/sites/`. Where two adapters fit an address, the earlier one reads it. */
const SITES = ['demo', 'whatnot', 'youtube', 'twitch', 'kick', 'tiktok', 'ebay', 'facebook', 'instagram', 'generic'];

const textOf = async (/** @type {string} */ path) => (await fetch(chrome.runtime.getURL(path))).text();
const adapters = Promise.all(SITES.map((site) => textOf(`extension/content/sites/${site}.json`)));
const schema = textOf('extension/content/sites/schema.json');
const words = openWords();

/** One promise for the whole start: events that arrive before wait for it in order. */
const ready = init({ module_or_path: chrome.runtime.getURL('extension/pkg/buzzchat_bg.wasm') }).then(async () => {
  performance.mark('buzzchat: module');
  await words;
  return Worker.start(await adapters, await schema, ownPages, { worded });
});
// The marks are what `./build.sh bench` reads the cold start from.
ready.then(() => performance.mark('buzzchat: ready'));
ready.catch((error) => console.error('BuzzChat could not start', error));

let ports = 0;

chrome.runtime.onConnect.addListener((port) => {
  const id = (ports += 1);
  keepLoaded(port);
  ready.then((worker) => worker.connected(id, port));
  port.onMessage.addListener((message) => ready.then((worker) => worker.message(id, message)));
  port.onDisconnect.addListener(() => {
    // Reading it tells Chrome that the reason, a page that was left, is no error of ours.
    void chrome.runtime.lastError;
    ready.then((worker) => worker.disconnected(id));
  });
});

chrome.alarms.onAlarm.addListener((alarm) => {
  ready.then((worker) => worker.alarm(alarm.name));
});

chrome.runtime.onInstalled.addListener(({ reason }) => {
  joinOpenTabs();
  if (reason === 'install') chrome.tabs.create({ url: chrome.runtime.getURL('extension/welcome/welcome.html') });
});

chrome.commands?.onCommand.addListener((name) => {
  ready.then((worker) => worker.shortcut(name));
});

chrome.notifications.onClicked.addListener((id) => {
  chrome.notifications.clear(id);
  ready.then((worker) => showTab(worker.notified(id)));
});

// Without a listener Chrome would not start the worker with the browser, and a paired relay would wait for the first page.
chrome.runtime.onStartup.addListener(() => {
  ready.catch(() => {});
});
