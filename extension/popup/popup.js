// @ts-check
// Role: starts the popup: drafts, first drawing; and saves what is typed when the popup goes. link.js has called the worker, words.js
// begun to fetch the words.
// Must not: draw anything itself or wait for the core before the popup can be used.

import { Autosave } from '../ui/autosave.js';
import { Drafts } from '../ui/drafts.js';
import { translatePage } from '../ui/text.js';
import { html, render } from '../ui/vendor/htm-preact.js';
import { App } from './app.js';
import { link } from './link.js';
import { words } from './words.js';

const autosave = new Autosave(link);
const drafts = new Drafts();

translatePage();
await words;
const place = /** @type {Element} */ (document.getElementById('popup'));
render(html`<${App} link=${link} autosave=${autosave} drafts=${drafts} />`, place);

// A popup is closed by a click beside it, without a further word: what was typed must be on its way by then.
addEventListener('focusout', () => autosave.flushTyped());
addEventListener('blur', () => autosave.flushTyped());
addEventListener('pagehide', () => autosave.leave());
