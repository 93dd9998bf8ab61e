// @ts-check
// Role: the webhooks of the relay's workspace, as far as the relay is there: the list, one more, and the way into its dashboard.
// Must not: check an address, talk to the relay itself, or keep a secret anywhere that outlives the popup.

import { browser } from '../ui/browser.js';
import { useDraft, useUi } from '../ui/context.js';
import { More, Problem, Several, TextBox } from '../ui/fields.js';
import { relayPage } from '../ui/relay-address.js';
import { t } from '../ui/text.js';
import { html, useEffect, useState } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';
import { ShownOnce } from './shown-once.js';
import { WebhookRow, eventName } from './webhook-row.js';

/**
 * @typedef {import('../ui/types.d.ts').Answer} Answer
 * @typedef {import('../ui/types.d.ts').Ask} Ask
 * @typedef {Extract<Answer, { type: 'webhooks' }>} Held
 */

/** What a delivery came to is worth a look, not a rush. */
const LOOK_EVERY_MS = 10_000;
/** What most people want to hear of. */
const USUAL = ['giveaway.entry', 'giveaway.winner'];

export function Webhooks() {
  const { state } = useUi().view.link;
  const why = state === 'unpaired' || state === 'refused' ? t('webhooksUnpaired') : t('webhooksAway');
  return html`
    <section aria-labelledby="webhooks">
      <h2 id="webhooks">${t('webhooks')}</h2>
      ${state === 'connected' ? html`<${Desk} />` : html`<p class="soft">${why}</p>`}
    </section>`;
}

function Desk() {
  const { link, newSecret, setNewSecret } = useUi();
  const [held, setHeld] = useState(/** @type {Held | null} */ (null));
  const [problem, setProblem] = useState('');
  const load = async () => {
    const answer = await link.relay({ type: 'webhooks' });
    if (answer.type === 'webhooks') setHeld(answer);
    setProblem(answer.type === 'refused' ? worded(answer.message) : '');
  };
  useEffect(() => {
    void load();
    const looking = setInterval(load, LOOK_EVERY_MS);
    return () => clearInterval(looking);
  }, []);
  const done = () => setNewSecret('');
  const rows = held?.webhooks.map((webhook) => html`<${WebhookRow} key=${webhook.id} webhook=${webhook} onChanged=${load} />`);
  return html`
    <p class="soft">${t('webhooksHint')}</p>
    <${Problem} text=${problem} />
    ${rows && rows.length > 0 && html`<ul class="rows" aria-label=${t('webhooks')}>${rows}</ul>`}
    ${newSecret && html`<${ShownOnce} label=${t('webhookSecret')} hint=${t('webhookSecretHint')} text=${newSecret} onDone=${done} />`}
    ${held && html`<${Add} events=${held.events} onAdded=${load} />`}
    <${Dashboard} />`;
}

/** @param {{ events: string[], onAdded: () => Promise<void> }} props */
function Add({ events, onAdded }) {
  const { link, setNewSecret } = useUi();
  const [url, setUrl] = useDraft('webhook-url');
  const [chosen, setChosen] = useState(USUAL);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState(/** @type {{ field?: string, message: string } | null} */ (null));
  const onSubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await link.relay({ type: 'add_webhook', url: url.trim(), events: chosen });
    setBusy(false);
    setRefused(answer.type === 'refused' ? { ...answer, message: worded(answer.message) } : null);
    if (answer.type !== 'added') return;
    setUrl('');
    setNewSecret(answer.secret);
    await onAdded();
  };
  const options = events.map((event) => /** @type {[string, string]} */ ([event, eventName(event)]));
  const atEvents = refused?.field === 'events';
  return html`
    <${More} label=${t('addWebhook')} wrong=${refused !== null}>
      <form onSubmit=${onSubmit}>
        <${TextBox} code own label=${t('webhookUrl')} hint=${t('webhookUrlHint')} value=${url} onText=${setUrl}
          problem=${atEvents ? '' : refused?.message} maxLength=${2048} />
        <${Several} label=${t('webhookEvents')} options=${options} chosen=${chosen} onChoose=${setChosen}
          problem=${atEvents ? refused?.message : ''} />
        <button class="primary" disabled=${busy}>${t('createWebhook')}</button>
      </form>
    <//>`;
}

function Dashboard() {
  const { link, view } = useUi();
  const [problem, setProblem] = useState('');
  const open = async () => {
    const answer = await link.relay({ type: 'sign_in' });
    setProblem(answer.type === 'refused' ? worded(answer.message) : '');
    // Behind the `#` the code reaches no server but by the page that gives it up for a key.
    if (answer.type === 'sign_in') await browser.tabs?.create({ url: relayPage(view.link.address, `/app#sign-in=${answer.code}`) });
  };
  return html`
    <button type="button" onClick=${open}>${t('openDashboard')}</button>
    <${Problem} text=${problem} />`;
}
