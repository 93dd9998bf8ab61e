// @ts-check
// Role: how each stream stands, and each tab that shows one: whether it is read, whether lines can be typed, and why not.
// Must not: change settings, except whether lines are typed on a site.

import { useUi } from './context.js';
import { PageCheck } from './page-check.js';
import { relayPage } from './relay-address.js';
import { t } from './text.js';
import { html } from './vendor/htm-preact.js';
import { worded } from './words.js';

/**
 * @typedef {import('./types.d.ts').StreamView} StreamView
 * @typedef {import('./types.d.ts').SiteView} SiteView
 * @typedef {import('./types.d.ts').PageView} PageView
 */

/** @param {{ children: unknown }} props what stands there where no stream is open */
export function Streams({ children }) {
  const { streams, pages } = useUi().view;
  const name = (/** @type {StreamView} */ { stream }) => `${stream.site} ${stream.channel}`;
  const rows = streams.map((held) => html`<${StreamRow} key=${name(held)} held=${held} />`);
  const lost = pages.filter(({ stream }) => !stream).map((page) => html`<${LostPage} key=${page.page} page=${page} />`);
  return html`
    <section aria-labelledby="streams">
      <h2 id="streams">${t('streams')}</h2>
      ${rows.length + lost.length > 0 ? html`<ul class="rows">${rows}${lost}</ul>` : children}
    </section>`;
}

/** How to come to a stream, where none is open. @param {{ children?: unknown }} props other ways */
export function NoStream({ children }) {
  const { link } = useUi().view;
  return html`
    <div class="empty">
      <p><strong>${t('openStreamPage')}</strong></p>
      <p>${t('openStreamHint')}</p>
      <a href=${relayPage(link.address, '/demo')} target="_blank" rel="noreferrer">${t('openDemo')}</a>
      ${children}
    </div>`;
}

/** @param {{ held: StreamView }} props */
function StreamRow({ held }) {
  const { site, channel } = held.stream;
  const [tone, words] = health(held);
  const { sites, pages } = useUi().view;
  const about = sites.find((known) => known.site === site);
  const shown = pages.filter(({ stream }) => stream?.site === site && stream.channel === channel);
  return html`
    <li class="stream">
      <span class=${`dot ${tone}`} />
      <div>
        <strong>${siteName(sites, site)}</strong> <bdi class="soft">${channel}</bdi>
        ${about?.confidence === 'medium' && html` <span class="tag">${t('beta')}</span>`}
        <p class=${tone === 'good' ? 'soft' : ''}>${words}</p>
        ${shown.length < 2 && held.reason && html`<p class="soft">${worded(held.reason)}</p>`}
        ${shown.length > 1 && html`<ol class="pages">${shown.map((page) => html`<${PageRow} key=${page.page} page=${page} />`)}</ol>`}
        ${about?.confidence === 'low' && html`<${WriteHere} about=${about} />`}
        ${shown.length === 1 && html`<${PageCheck} page=${shown[0]} />`}
      </div>
    </li>`;
}

/** One of several tabs that show a stream. @param {{ page: PageView }} props */
const PageRow = ({ page }) => html`
  <li>
    <p>${t('tab')}: ${health({ ...page, observes: false })[1]}</p>
    ${page.reason && html`<p class="soft">${worded(page.reason)}</p>`}
    <${PageCheck} page=${page} />
  </li>`;

/** A page that should show a chat, where none was found. @param {{ page: PageView }} props */
function LostPage({ page }) {
  const { sites } = useUi().view;
  return html`
    <li class="stream">
      <span class="dot bad" />
      <div>
        <strong>${siteName(sites, page.site)}</strong>
        <p>${worded(page.reason ?? '')}</p>
        <${PageCheck} page=${page} />
      </div>
    </li>`;
}

/** Where nobody has seen it work yet, the seller decides. @param {{ about: SiteView }} props */
function WriteHere({ about }) {
  const { link } = useUi();
  const onChange = (/** @type {Event} */ event) =>
    link.send({ type: 'site', site: about.site, send: /** @type {HTMLInputElement} */ (event.target).checked });
  return html`
    <label class="write-here">
      <input type="checkbox" checked=${about.sends} onChange=${onChange} /> ${t('writeHere')}
    </label>`;
}

/** As sellers know it; one that was forgotten since has no name. @param {SiteView[]} sites @param {string} site */
export const siteName = (sites, site) => sites.find((known) => known.site === site)?.name ?? site;

/** @param {Pick<StreamView, 'reading' | 'canWrite' | 'observes'>} held @returns {[tone: string, words: string]} */
export function health({ reading, canWrite, observes }) {
  if (reading && observes) return ['limited', t('healthObserves')];
  if (reading && canWrite) return ['good', t('healthGood')];
  if (reading) return ['limited', t('healthReadOnly')];
  return canWrite ? ['limited', t('healthWriteOnly')] : ['bad', t('healthNone')];
}
