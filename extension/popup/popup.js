// @ts-check
// Role: starts the popup: words, worker, drafts, first drawing; and saves what is typed when the popup goes.
// Must not: draw anything itself or wait for the core before the popup can be used.

import { Autosave } from '../ui/autosave.js';
import { Drafts } from '../ui/drafts.js';
import { translatePage } from '../ui/text.js';
import { html, render } from '../ui/vendor/htm-preact.js';
import { WorkerLink } from '../ui/worker-link.js';
import { App } from './app.js';

const link = new WorkerLink();
const autosave = new Autosave(link);
const drafts = new Drafts();

translatePage();
link.open();
void drafts.open();
const place = /** @type {Element} */ (document.getElementById('popup'));
render(html`<${App} link=${link} autosave=${autosave} drafts=${drafts} />`, place);

// A popup is closed by a click beside it, without a further word: what was typed must be on its way by then.
addEventListener('focusout', () => autosave.flushTyped());
addEventListener('blur', () => autosave.flushTyped());
addEventListener('pagehide', () => autosave.leave());
