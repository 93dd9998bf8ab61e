// @ts-check
// Role: the webhooks: making one, its secret shown once, and each with what can be done to it. Must not: check an address.

import { Confirm } from '../ui/confirm.js';
import { Problem, Several, TextBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';
import { Deliveries } from './deliveries.js';
import { TYPES, typeName } from './events.js';
import { Loaded, useDeed, useDesk, useLoad } from './load.js';
import { Badge, Card, Once, moment } from './parts.js';

/**
 * @typedef {import('./types.d.ts').Webhook} Webhook
 * @typedef {import('./types.d.ts').Trial} Trial
 */

const LOOK_EVERY = 10_000;

export function Webhooks() {
  const webhooks = useLoad('/webhooks', LOOK_EVERY);
  const draw = (/** @type {{ webhooks: Webhook[] }} */ { webhooks: all }) =>
    all.length === 0
      ? html`<p class="soft">${t('noWebhooks')}</p>`
      : all.map((webhook) => html`<${One} key=${webhook.id} webhook=${webhook} onChanged=${webhooks.reload} />`);
  return html`
    <div class="cards one">
      <${Create} onCreated=${webhooks.reload} />
      <${Loaded} from=${webhooks} draw=${draw} />
    </div>`;
}

/** @param {{ onCreated: () => void }} props */
function Create({ onCreated }) {
  const { api } = useDesk();
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState(['giveaway.entry', 'giveaway.winner']);
  const [secret, setSecret] = useState('');
  const { run, busy, problem } = useDeed();
  const create = (/** @type {Event} */ event) => {
    event.preventDefault();
    void run(async () => {
      setSecret((await api.call('POST', '/webhooks', { url, events })).secret);
      setUrl('');
      onCreated();
    });
  };
  const options = TYPES.map((type) => /** @type {[string, string]} */ ([type, typeName(type)]));
  return html`
    <${Card} id="new-webhook" title=${t('newWebhook')}>
      ${secret && html`<${Once} label=${t('secretOnce')} text=${secret} onDone=${() => setSecret('')} />`}
      <form onSubmit=${create}>
        <${TextBox} code own label=${t('webhookUrl')} hint=${t('webhookUrlHint')} value=${url} problem=${problem} onText=${setUrl} />
        <${Several} label=${t('webhookEvents')} options=${options} chosen=${events} onChoose=${setEvents} />
        <div class="buttons"><button class="primary" disabled=${busy || !url.trim()}>${t('createWebhook')}</button></div>
      </form>
    <//>`;
}

/** @param {{ webhook: Webhook, onChanged: () => void }} props */
function One({ webhook, onChanged }) {
  const { id, url, events, active, lastTriggeredAt, disabledReason, failingSince } = webhook;
  const deed = useDeed();
  const [secret, setSecret] = useState('');
  const [shown, setShown] = useState(false);
  return html`
    <section class="card" aria-labelledby=${id}>
      <h2 id=${id}><bdi dir="ltr">${url}</bdi></h2>
      <p class="badges">
        <${Badge} kind=${active ? 'good' : 'quiet'} text=${t(active ? 'active' : 'paused')} />
        ${failingSince && html`<${Badge} kind="bad" text=${t('failing', moment(failingSince))} />`}
        <span class="soft">${lastTriggeredAt ? t('lastSent', moment(lastTriggeredAt)) : t('neverSent')}</span>
      </p>
      <p class="soft">${events.map(typeName).join(', ')}</p>
      <${Problem} text=${worded(disabledReason ?? '')} />
      ${secret && html`<${Once} label=${t('secretOnce')} text=${secret} onDone=${() => setSecret('')} />`}
      <${Deeds} webhook=${webhook} deed=${deed} onChanged=${onChanged} onSecret=${setSecret} />
      <${Problem} text=${deed.problem} />
      <details onToggle=${(/** @type {Event} */ event) => setShown(/** @type {HTMLDetailsElement} */ (event.target).open)}>
        <summary>${t('deliveries')}</summary>
        ${shown && html`<${Deliveries} webhook=${webhook} />`}
      </details>
    </section>`;
}

/** @param {{ webhook: Webhook, deed: ReturnType<typeof useDeed>, onChanged: () => void, onSecret: (secret: string) => void }} props */
function Deeds({ webhook: { id, url, active }, deed: { run, busy }, onChanged, onSecret }) {
  const { api } = useDesk();
  const [asked, setAsked] = useState(/** @type {'' | 'rotate' | 'remove'} */ (''));
  const [tried, setTried] = useState('');
  const path = `/webhooks/${id}`;
  const test = () => run(async () => setTried(outcome(await api.call('POST', `${path}/test`))));
  const change = (/** @type {string} */ method, /** @type {unknown} */ body = undefined) =>
    run(async () => {
      await api.call(method, path, body);
      onChanged();
    });
  const turn = () => change('PATCH', { active: !active });
  const rotate = () => run(async () => onSecret((await api.call('POST', `${path}/rotate-secret`)).secret));
  const remove = () => change('DELETE');
  const button = (/** @type {string} */ word, /** @type {() => void} */ deed, danger = false) =>
    html`<button type="button" class=${danger ? 'danger' : ''} disabled=${busy} onClick=${deed}>${t(word)}</button>`;
  const confirm = (/** @type {string} */ question, /** @type {string} */ yes, /** @type {() => void} */ deed) => html`
    <${Confirm} question=${question} yes=${t(yes)} onNo=${() => setAsked('')} onYes=${() => (setAsked(''), deed())} />`;
  return html`
    <div class="buttons start">
      ${button('test', test)} ${button(active ? 'pause' : 'resume', turn)} ${button('rotate', () => setAsked('rotate'))}
      ${button('remove', () => setAsked('remove'), true)}
    </div>
    <p role="status">${tried}</p>
    ${asked === 'rotate' && confirm(t('rotateQuestion'), 'rotate', rotate)}
    ${asked === 'remove' && confirm(t('removeQuestion', url), 'remove', remove)}`;
}

/** @param {Trial} trial */
const outcome = ({ delivered, responseCode, responseTime, problem }) =>
  delivered ? t('testOk', responseCode, responseTime) : t('testBad', problem ? worded(problem) : t('answered', responseCode));
