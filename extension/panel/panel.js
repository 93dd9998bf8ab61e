// @ts-check
// Role: starts the side panel: words, worker, feed, first drawing; and saves what is typed when the panel goes.
// Must not: draw anything itself.

import { Autosave } from '../ui/autosave.js';
import { Drafts } from '../ui/drafts.js';
import { translatePage } from '../ui/text.js';
import { html, render } from '../ui/vendor/htm-preact.js';
import { openWords } from '../ui/words.js';
import { WorkerLink } from '../ui/worker-link.js';
import { App } from './app.js';
import { Lines } from './lines.js';

const link = new WorkerLink();
const autosave = new Autosave(link);
const lines = new Lines(requestAnimationFrame.bind(globalThis));

translatePage();
link.follow(lines);
link.open();
await openWords();
const place = /** @type {Element} */ (document.getElementById('panel'));
// Nothing here is half-typed for long, so drafts stay in memory.
render(html`<${App} link=${link} autosave=${autosave} drafts=${new Drafts()} lines=${lines} />`, place);

addEventListener('focusout', () => autosave.flushTyped());
addEventListener('pagehide', () => autosave.leave());
