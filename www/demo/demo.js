// Role: wires the demo stream: finds the parts of the page, reads the query, shows viewers and uptime, and publishes
// `window.demo`. It must hold no behaviour of the chat, the show or the shelf, and load nothing from another origin.
// @ts-check

import { Chat } from './chat.js';
import { Programme } from './programme.js';
import { Shelf } from './shelf.js';
import { clampSpeed } from './show.js';

/** @typedef {import('./show.js').Row} Row */
/** @typedef {import('./show.js').Kind} Kind */
/** @typedef {import('./show.js').Role} Role */

const VIEWERS = { atStart: 1284, least: 900, swing: 9, everyMs: 3000 };
const SECOND_MS = 1000;
const CHANNEL = /^\/demo\/([\w.-]{1,40})\/?$/;

/**
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`the page lacks #${id}`);
  return element;
}

function makeChat() {
  return new Chat({
    lines: byId('chat-lines', HTMLElement),
    jump: byId('chat-jump', HTMLElement),
    form: byId('chat-form', HTMLFormElement),
    input: byId('chat-input', HTMLTextAreaElement),
    send: byId('chat-send', HTMLButtonElement),
    notice: byId('chat-notice', HTMLElement),
  });
}

/**
 * @param {(row: Row) => void} post
 * @param {URLSearchParams} query
 */
function makeProgramme(post, query) {
  const parts = {
    showStart: byId('show-start', HTMLButtonElement),
    file: byId('replay-file', HTMLInputElement),
    speed: byId('replay-speed', HTMLInputElement),
    replayStart: byId('replay-start', HTMLButtonElement),
    replayStop: byId('replay-stop', HTMLButtonElement),
    progress: byId('replay-progress', HTMLProgressElement),
    status: byId('replay-status', HTMLElement),
    problems: byId('replay-problems', HTMLElement),
  };
  return new Programme(parts, post, { speed: clampSpeed(query.get('speed')), loop: query.get('loop') !== '0' });
}

function makeShelf() {
  return new Shelf({
    card: byId('product-card', HTMLElement),
    list: byId('shelf', HTMLElement),
    template: byId('shelf-item', HTMLTemplateElement),
    search: byId('search-form', HTMLFormElement),
    query: byId('search-query', HTMLInputElement),
    found: byId('search-found', HTMLElement),
    bag: byId('bag-count', HTMLElement),
  });
}

function nameChannel() {
  const channel = CHANNEL.exec(location.pathname)?.[1];
  if (channel === undefined) return;
  byId('channel', HTMLElement).textContent = `@${channel}`;
  document.title = `@${channel} live · BuzzShop`;
}

function countViewers() {
  const shown = byId('viewers', HTMLElement);
  let viewers = VIEWERS.atStart;
  setInterval(() => {
    const change = Math.round((Math.random() - 0.45) * VIEWERS.swing);
    viewers = Math.max(VIEWERS.least, viewers + change);
    shown.textContent = viewers.toLocaleString('en-US');
  }, VIEWERS.everyMs);
}

function countUptime() {
  const shown = byId('uptime', HTMLElement);
  setInterval(() => {
    const seconds = Math.floor(performance.now() / SECOND_MS);
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    shown.textContent = parts.map((part) => String(part).padStart(2, '0')).join(':');
  }, SECOND_MS);
}

/**
 * What `window.demo` offers to tests and to curious people at the console:
 * - `say(author, text, {kind, role})` posts a viewer's line and returns its id;
 * - `stats()` counts what was shown and refused, and how far the show or the replay is;
 * - `own()` lists the owner's lines: `acceptedAt` when the chat took them, `at` when they appeared.
 * Each line shown is also announced on `document` as a `demo:line` event.
 * @param {Chat} chat
 * @param {Programme} programme
 */
function publicApi(chat, programme) {
  return Object.freeze({
    /** @type {(author: string, text: string, options?: {kind?: Kind, role?: Role}) => string} */
    say: (author, text, options) => chat.say(author, text, options),
    stats: () => ({ ...chat.stats(), ...programme.stats() }),
    own: () => chat.own(),
  });
}

function main() {
  const query = new URLSearchParams(location.search);
  const chat = makeChat();
  const programme = makeProgramme(({ author, text, kind, role }) => chat.say(author, text, { kind, role }), query);
  makeShelf();
  nameChannel();
  countViewers();
  countUptime();
  Object.assign(window, { demo: publicApi(chat, programme) });
  if (query.get('show') === '1') programme.startShow();
}

main();
