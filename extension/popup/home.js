// @ts-check
// Role: the first tab: how each stream stands, a line to send, what waits, what was done so far.
// Must not: change settings, except whether lines are typed on a site.

import { useCommand, useDraft, useUi } from '../ui/context.js';
import { TextBox } from '../ui/fields.js';
import { number, t, time } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { ShowPage } from './own-pages.js';
import { PageCheck } from './page-check.js';
import { relayPage } from './relay-address.js';
import { SiteAccess } from './site-access.js';

/**
 * @typedef {import('../ui/types.d.ts').StreamView} StreamView
 * @typedef {import('../ui/types.d.ts').SiteView} SiteView
 * @typedef {import('../ui/types.d.ts').PageView} PageView
 * @typedef {import('../ui/types.d.ts').QueueView} QueueView
 * @typedef {import('../ui/types.d.ts').Outcome} Outcome
 */

/** What fits under the fold; the rest is counted. */
const QUEUE_SHOWN = 5;

export const Home = () => html`<${SiteAccess} /><${Streams} /><${SendBox} /><${Queue} /><${Numbers} />`;

function Streams() {
  const { streams, pages, link } = useUi().view;
  const name = (/** @type {StreamView} */ { stream }) => `${stream.site} ${stream.channel}`;
  const rows = streams.map((held) => html`<${StreamRow} key=${name(held)} held=${held} />`);
  const lost = pages.filter(({ stream }) => !stream).map((page) => html`<${LostPage} key=${page.page} page=${page} />`);
  const none = html`
    <div class="empty">
      <p><strong>${t('openStreamPage')}</strong></p>
      <p>${t('openStreamHint')}</p>
      <a href=${relayPage(link.address, '/demo')} target="_blank" rel="noreferrer">${t('openDemo')}</a>
      <p class="soft">${t('ownPagesHint')}</p>
      <${ShowPage} />
    </div>`;
  return html`
    <section aria-labelledby="streams">
      <h2 id="streams">${t('streams')}</h2>
      ${rows.length + lost.length > 0 ? html`<ul class="rows">${rows}${lost}</ul>` : none}
    </section>`;
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
        <strong>${about?.name ?? site}</strong> <bdi class="soft">${channel}</bdi>
        ${about?.confidence === 'medium' && html` <span class="tag">${t('beta')}</span>`}
        <p class=${tone === 'good' ? 'soft' : ''}>${words}</p>
        ${shown.length < 2 && held.reason && html`<p class="soft">${held.reason}</p>`}
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
    ${page.reason && html`<p class="soft">${page.reason}</p>`}
    <${PageCheck} page=${page} />
  </li>`;

/** A page that should show a chat, where none was found. @param {{ page: PageView }} props */
function LostPage({ page }) {
  const about = useUi().view.sites.find(({ site }) => site === page.site);
  return html`
    <li class="stream">
      <span class="dot bad" />
      <div>
        <strong>${about?.name ?? page.site}</strong>
        <p>${page.reason}</p>
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

/** @param {Pick<StreamView, 'reading' | 'canWrite' | 'observes'>} held @returns {[tone: string, words: string]} */
function health({ reading, canWrite, observes }) {
  if (reading && observes) return ['limited', t('healthObserves')];
  if (reading && canWrite) return ['good', t('healthGood')];
  if (reading) return ['limited', t('healthReadOnly')];
  return canWrite ? ['limited', t('healthWriteOnly')] : ['bad', t('healthNone')];
}

function SendBox() {
  const [text, setText] = useDraft('message');
  const [said, setSaid] = useState('');
  const { run, busy, problem } = useCommand();
  const onSubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setSaid('');
    const outcome = await run({ type: 'send_message', message: text, delay: 0 });
    if (outcome.type === 'refused') return;
    setText('');
    setSaid(sent(outcome));
  };
  return html`
    <form class="send" onSubmit=${onSubmit}>
      <${TextBox} own label=${t('message')} value=${text} onText=${setText} problem=${problem} maxLength=${500} />
      <button class="primary" disabled=${busy}>${t('send')}</button>
      <p class="soft" aria-live="polite">${said}</p>
    </form>`;
}

/** @param {Outcome} outcome */
const sent = (outcome) =>
  outcome.type === 'message' && outcome.at > Date.now() ? t('messagePlanned', time(outcome.at)) : t('messageSent');

function Queue() {
  const { queue } = useUi().view;
  const rows = queue.slice(0, QUEUE_SHOWN).map((item) => html`<${QueueRow} item=${item} />`);
  const more = queue.length - rows.length;
  return html`
    <section aria-labelledby="queue">
      <h2 id="queue">${t('queue')}</h2>
      ${rows.length > 0 ? html`<ol class="rows">${rows}</ol>` : html`<p class="soft">${t('queueEmpty')}</p>`}
      ${more > 0 && html`<p class="soft">${t('queueMore', number(more))}</p>`}
    </section>`;
}

/** @param {{ item: QueueView }} props */
const QueueRow = ({ item }) => html`
  <li class="waiting">
    <span class="tag">${t(`kind_${item.kind}`)}</span>
    <span class="line" dir="auto">${item.text}</span>
    <span class="soft">${item.viewer && html`<bdi>@${item.viewer}</bdi> · `}${time(item.due)}</span>
  </li>`;

function Numbers() {
  const { totals } = useUi().view;
  const shown = [
    [t('totalQuestions'), totals.questionsAnswered],
    [t('totalWelcomed'), totals.viewersWelcomed],
    [t('totalTimed'), totals.timerMessages],
    [t('totalRead'), totals.linesRead],
  ];
  const tiles = shown.map(([label, value]) => html`<div><dt>${label}</dt><dd>${number(Number(value))}</dd></div>`);
  return html`
    <section aria-labelledby="numbers">
      <h2 id="numbers">${t('numbers')}</h2>
      <dl class="tiles">${tiles}</dl>
    </section>`;
}
