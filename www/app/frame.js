// @ts-check
// Role: what stands around every page: its name, the way to the others, the way out. Must not: draw a page's content.

import { Problem } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useEffect, useRef, useState } from '../ui/vendor/htm-preact.js';
import { Devices } from './devices.js';
import { Events } from './events.js';
import { Giveaways } from './giveaways.js';
import { Inbox } from './inbox.js';
import { Keys } from './keys.js';
import { Lines } from './lines.js';
import { useDesk } from './load.js';
import { Overview } from './overview.js';
import { Webhooks } from './webhooks.js';

/** In the order of the menu; the name is the page's place in the address and its title. @type {Record<string, unknown>} */
const PAGES = {
  overview: Overview, inbox: Inbox, giveaways: Giveaways, events: Events, webhooks: Webhooks, lines: Lines, keys: Keys, devices: Devices,
};

const named = () => (location.hash.slice(1) in PAGES ? location.hash.slice(1) : 'overview');

/** @param {{ problem: string }} props */
export function Frame({ problem }) {
  const [page, setPage] = useState(named);
  const { leave } = useDesk();
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const turn = () => {
      setPage(named());
      // As after a click on a link: reading goes on at the top of what is new.
      place.current?.focus();
      scrollTo(0, 0);
    };
    addEventListener('hashchange', turn);
    return () => removeEventListener('hashchange', turn);
  }, []);
  useEffect(() => {
    document.title = `${t(page)} · BuzzChat`;
  }, [page]);
  const link = (/** @type {string} */ name) =>
    html`<li><a href=${`#${name}`} aria-current=${name === page ? 'page' : undefined}>${t(name)}</a></li>`;
  const skip = (/** @type {Event} */ event) => {
    event.preventDefault();
    place.current?.focus();
  };
  return html`
    <a class="skip" href="#page" onClick=${skip}>${t('skip')}</a>
    <header>
      <p class="brand"><span>Buzz</span>Chat</p>
      <button type="button" onClick=${leave}>${t('signOut')}</button>
    </header>
    <div class="columns">
      <nav aria-label=${t('pages')}><ul>${Object.keys(PAGES).map(link)}</ul></nav>
      <main id="page" ref=${place} tabindex="-1">
        <h1>${t(page)}</h1>
        <${Problem} text=${problem} />
        <${PAGES[page]} />
      </main>
    </div>`;
}
