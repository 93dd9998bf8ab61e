// @ts-check
// Role: the log of a webhook: what was sent, what came of it, and sending it again. Must not: know how deliveries are made.

import { Problem } from '../ui/fields.js';
import { plural, t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';
import { typeName } from './events.js';
import { useDeed, useDesk, useRepeated } from './load.js';
import { Badge, Moment, moment } from './parts.js';

/**
 * @typedef {import('./types.d.ts').Webhook} Webhook
 * @typedef {import('./types.d.ts').Delivery} Delivery
 * @typedef {import('./types.d.ts').Attempt} Attempt
 * @typedef {{ deliveries: Delivery[], nextCursor: string | null }} Page
 */

const LOOK_EVERY = 3_000;
const PAGE = 20;
/** @type {Record<Delivery['state'], 'good' | 'bad' | 'quiet'>} */
const STATES = { pending: 'quiet', delivered: 'good', failed: 'bad' };

/** @param {{ webhook: Webhook }} props */
export function Deliveries({ webhook: { id, url } }) {
  const { api } = useDesk();
  const path = `/webhooks/${id}/deliveries`;
  const [count, setCount] = useState(PAGE);
  const [page, setPage] = useState(/** @type {Page | null} */ (null));
  const [problem, setProblem] = useState('');
  const { run, busy, problem: wrong } = useDeed();
  // As many as are shown are asked for again: states change in the middle of the log too.
  const look = async () => {
    try {
      setPage(await newest(api, path, count));
      setProblem('');
    } catch (wrong) {
      setProblem(/** @type {Error} */ (wrong).message);
    }
  };
  useRepeated(look, LOOK_EVERY, [api, path, count]);
  const replay = (/** @type {string} */ event) =>
    run(async () => {
      await api.call('POST', `${path}/${event}/replay`);
      await look();
    });
  if (!page) return problem ? html`<${Problem} text=${problem} />` : html`<p class="soft" role="status">${t('loading')}</p>`;
  const row = (/** @type {Delivery} */ delivery) =>
    html`<${Row} key=${delivery.eventId} delivery=${delivery} busy=${busy} onReplay=${() => replay(delivery.eventId)} />`;
  return html`
    <${Problem} text=${problem || wrong} />
    ${page.deliveries.length === 0 && html`<p class="soft">${t('noDeliveries')}</p>`}
    <ol class="list" aria-label=${t('deliveriesOf', url)}>${page.deliveries.map(row)}</ol>
    ${page.nextCursor && html`<div class="buttons start"><button type="button" onClick=${() => setCount(count + PAGE)}>${t('olderDeliveries')}</button></div>`}`;
}

/** The last so many deliveries. @param {import('./api.js').Api} api @param {string} path @param {number} count */
async function newest(api, path, count) {
  /** @type {Page} */
  let page = { deliveries: [], nextCursor: '' };
  while (page.deliveries.length < count && page.nextCursor !== null) {
    const since = page.nextCursor && `&cursor=${page.nextCursor}`;
    /** @type {Page} */
    const next = await api.get(`${path}?limit=${PAGE}${since}`);
    page = { deliveries: [...page.deliveries, ...next.deliveries], nextCursor: next.nextCursor };
  }
  return page;
}

/** @param {{ delivery: Delivery, busy: boolean, onReplay: () => void }} props */
const Row = ({ delivery: { type, state, attempts, createdAt, nextAttemptAt, lastAttempt }, busy, onReplay }) => html`
  <li>
    <p class="line">
      <span><strong>${typeName(type)}</strong> <span class="soft"><${Moment} at=${createdAt} /></span></span>
      <${Badge} kind=${STATES[state]} text=${t(`delivery_${state}`)} />
    </p>
    <div class="line">
      <p class="soft">${plural('attempts', attempts)}${lastAttempt && `, ${answered(lastAttempt)}`}${nextAttemptAt && `, ${t('nextAttempt', moment(nextAttemptAt))}`}</p>
      <button type="button" class="small" disabled=${busy || state === 'pending'} onClick=${onReplay}>${t('replay')}</button>
    </div>
    ${lastAttempt?.problem && html`<p class="problem">${worded(lastAttempt.problem)}</p>`}
  </li>`;

/** @param {Attempt} attempt */
const answered = ({ responseCode, responseTime }) =>
  responseCode > 0 ? t('answeredIn', responseCode, responseTime) : t('noAnswerOf', responseTime);
