// @ts-check
// Role: starts the first run: words, worker, first drawing. Must not: draw anything itself.

import { translatePage } from '../ui/text.js';
import { html, render } from '../ui/vendor/htm-preact.js';
import { openWords } from '../ui/words.js';
import { WorkerLink } from '../ui/worker-link.js';
import { App } from './app.js';

const link = new WorkerLink();
translatePage();
link.open();
await openWords();
render(html`<${App} link=${link} />`, /** @type {Element} */ (document.getElementById('welcome')));
