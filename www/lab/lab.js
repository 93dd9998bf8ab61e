// @ts-check
// Role: starts the lab: drafts, core, the built-in show, first drawing. Must not: draw anything itself.

import { openCore } from '../ui/core.js';
import { Drafts } from '../ui/drafts.js';
import { html, render } from '../ui/vendor/htm-preact.js';
import { App } from './app.js';
import { WORDS } from './strings.js';

const place = /** @type {Element} */ (document.getElementById('lab'));

/** @param {string} name */
async function file(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.text();
}

async function start() {
  render(html`<main class="starting"><p role="status">${WORDS.loading}</p></main>`, place);
  const drafts = new Drafts();
  const [core, lines, setup] = await Promise.all([openCore(), file('show.csv'), file('show.json'), drafts.open()]);
  const defaults = JSON.parse(core.Lab.defaults());
  const { settings, plan } = JSON.parse(setup);
  const show = { lines, settings: { ...defaults, ...settings }, plan };
  render(html`<${App} lab=${new core.Lab()} drafts=${drafts} defaults=${defaults} show=${show} />`, place);
}

start().catch((error) => {
  console.error(error);
  render(html`<main class="starting"><p class="problem" role="alert">${WORDS.failed}</p></main>`, place);
});
