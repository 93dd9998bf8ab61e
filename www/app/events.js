// @ts-check
// Role: what happened, the newest first: by type, back to the beginning, and as it goes on. Must not: keep more than it shows.

import { Choice, Problem } from '../ui/fields.js';
import { number, t } from '../ui/text.js';
import { html, useRef, useState } from '../ui/vendor/htm-preact.js';
import { useDeed, useDesk, useRepeated } from './load.js';
import { Card, Moment } from './parts.js';

/**
 * @typedef {import('./types.d.ts').Happening} Happening
 * @typedef {import('./types.d.ts').EventPage} EventPage
 * @typedef {{ events: Happening[], latest: string, older: string, more: boolean, complete: boolean }} Feed
 */

const LOOK_EVERY = 3_000;
const PAGE = 50;
/** The documented types, as webhooks know them. */
export const TYPES = ['giveaway.entry', 'giveaway.winner', 'message.sent', 'message.received', 'bot.started', 'bot.stopped'];

/** @param {string} type */
export const typeName = (type) => t(`event_${type.replace('.', '_')}`) || type;

export function Events() {
  const [type, setType] = useState('');
  /** @type {[string, string][]} */
  const options = [['', t('everyType')], ...TYPES.map((type) => /** @type {[string, string]} */ ([type, typeName(type)]))];
  return html`
    <${Card} id="feed" title=${t('events')}>
      <div class="row"><${Choice} label=${t('eventType')} value=${type} options=${options} onChoose=${setType} /><p class="hint">${t('live')}</p></div>
      <${FeedOf} key=${type} filter=${type && `&types=${type}`} />
    <//>`;
}

/** @param {{ filter: string }} props another filter is another feed */
function FeedOf({ filter }) {
  const { api } = useDesk();
  const [feed, setFeed] = useState(/** @type {Feed | null} */ (null));
  const [problem, setProblem] = useState('');
  const back = useDeed();
  const page = (/** @type {string} */ query) => /** @type {Promise<EventPage>} */ (api.get(`/events?${query}${filter}`));
  // What is asked next depends on what came last, drawn or not.
  const held = useRef(feed);
  const add = (/** @type {Change} */ change) => setFeed((held.current = change(held.current)));
  const repeat = async () => {
    try {
      add(await (held.current ? onwards(page, held.current) : begin(page)));
      setProblem('');
    } catch (wrong) {
      setProblem(/** @type {Error} */ (wrong).message);
    }
  };
  useRepeated(repeat, LOOK_EVERY, [api, filter]);
  const older = () => back.run(async () => add(await backwards(page, /** @type {Feed} */ (held.current))));
  if (!feed) return problem ? html`<${Problem} text=${problem} />` : html`<p class="soft" role="status">${t('loading')}</p>`;
  return html`
    <${Problem} text=${problem || back.problem} />
    ${feed.events.length === 0 && !feed.more && html`<p class="soft">${t('noEvents')}</p>`}
    <ol class="list feed" aria-label=${t('events')}>${feed.events.map((event) => html`<${Row} key=${event.id} event=${event} />`)}</ol>
    ${!feed.complete && html`<p class="hint">${t('gap')}</p>`}
    ${feed.more && html`<div class="buttons start"><button type="button" disabled=${back.busy} onClick=${older}>${t('older')}</button></div>`}`;
}

/** @typedef {(query: string) => Promise<EventPage>} Ask */
/** @typedef {(feed: Feed | null) => Feed} Change what came is added to what is there by then */

/** @param {Ask} page @returns {Promise<Change>} */
async function begin(page) {
  const { events, nextCursor, latestCursor = '', has_more, complete } = await page(`order=newest&limit=${PAGE}`);
  return () => ({ events, latest: latestCursor, older: nextCursor, more: has_more, complete });
}

/** @param {Ask} page @param {Feed} feed @returns {Promise<Change>} */
async function backwards(page, { older }) {
  const { events, nextCursor, has_more, complete } = await page(`order=newest&limit=${PAGE}&since=${older}`);
  return (feed) => {
    const held = /** @type {Feed} */ (feed);
    return { ...held, events: [...held.events, ...events], older: nextCursor, more: has_more, complete: held.complete && complete };
  };
}

/** @param {Ask} page @param {Feed} feed @returns {Promise<Change>} */
async function onwards(page, { latest }) {
  const { events, nextCursor, complete } = await page(`limit=1000&since=${latest}`);
  return (feed) => {
    const held = /** @type {Feed} */ (feed);
    return { ...held, events: [...events.reverse(), ...held.events], latest: nextCursor, complete: held.complete && complete };
  };
}

/** @param {{ event: Happening }} props */
const Row = ({ event }) => html`
  <li>
    <p class="line"><strong>${typeName(event.type)}</strong> <span class="soft"><${Moment} at=${event.timestamp} /></span></p>
    <p class="said">${told(event)}</p>
    <details><summary>${t('eventDetails')}</summary><pre tabindex="0">${JSON.stringify(event.data, null, 2)}</pre></details>
  </li>`;

/** What a person wants to know of it; chat text stays text. @param {Happening} event */
function told({ type, data }) {
  if (type === 'giveaway.entry') return html`<bdi>${data.username}</bdi>`;
  if (type === 'giveaway.winner') return html`${t('drawNumber', number(data.draw))}: <bdi>${data.winners.join(', ')}</bdi>`;
  if (type === 'message.sent') return html`<bdi>${data.message}</bdi>`;
  if (type === 'message.received') return html`<bdi>${data.username}</bdi>: <bdi>${data.message}</bdi>`;
  return null;
}
