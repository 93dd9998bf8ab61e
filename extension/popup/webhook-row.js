// @ts-check
// Role: one webhook: where it goes, how the last delivery went, its switch, a test, and forgetting it after a question.
// Must not: decide whether a delivery went well; the relay says so.

import { Confirm } from '../ui/confirm.js';
import { useUi } from '../ui/context.js';
import { Problem, Switch } from '../ui/fields.js';
import { moment, number, t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';

/**
 * @typedef {import('../ui/types.d.ts').Answer} Answer
 * @typedef {import('../ui/types.d.ts').Ask} Ask
 * @typedef {import('../ui/types.d.ts').WebhookView} WebhookView
 */

/** What an event is called; its own name where a newer relay knows more than we do. @param {string} event */
export const eventName = (event) => t(`webhookEvent_${event.replace('.', '_')}`) || event;

/** @param {{ webhook: WebhookView, onChanged: () => Promise<void> }} props */
export function WebhookRow({ webhook: { id, url, events, active, problem, last }, onChanged }) {
  const { link } = useUi();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const [tested, setTested] = useState('');
  const run = async (/** @type {Ask} */ ask) => {
    setBusy(true);
    setTested('');
    const answer = await link.relay(ask);
    setRefusal(answer.type === 'refused' ? worded(answer.message) : '');
    setTested(trial(answer));
    await onChanged();
    setBusy(false);
  };
  const remove = () => {
    setAsking(false);
    void run({ type: 'delete_webhook', webhook: id });
  };
  const turn = (/** @type {boolean} */ next) => void run({ type: 'switch_webhook', webhook: id, active: next });
  const test = () => void run({ type: 'test_webhook', webhook: id });
  return html`
    <li class="hook">
      <div class="line">
        <strong><bdi dir="ltr">${url}</bdi></strong>
        <${Switch} quiet label=${t('webhookActive', url)} checked=${active} onChange=${turn} />
      </div>
      <p class="soft">${events.map(eventName).join(', ')}</p>
      <p class="soft">${standing(last)}</p>
      <${Problem} text=${problem && worded(problem)} />
      <div class="buttons">
        <button type="button" class="small" disabled=${busy} aria-label=${t('testWebhookNamed', url)} onClick=${test}>${t('testWebhook')}</button>
        <button type="button" class="small danger" disabled=${busy} aria-label=${t('deleteNamed', url)} onClick=${() => setAsking(true)}>${t('delete')}</button>
      </div>
      <p role="status">${tested}</p>
      <${Problem} text=${refusal} />
      ${asking && html`<${Confirm} question=${t('deleteWebhookQuestion', url)} yes=${t('deleteYes')} onYes=${remove} onNo=${() => setAsking(false)} />`}
    </li>`;
}

/** How the newest delivery went. @param {WebhookView['last']} last */
function standing(last) {
  if (!last) return t('webhookNever');
  const why = (last.problem && worded(last.problem)) || (last.status > 0 ? t('webhookAnswered', last.status) : '');
  if (last.state === 'delivered') return t('webhookDelivered', moment(last.at));
  if (last.state === 'failed') return t('webhookFailed', moment(last.at), why);
  return why ? t('webhookRetried', moment(last.at), why) : t('webhookPending');
}

/** How a test went; nothing where there was none. @param {Answer} answer */
function trial(answer) {
  if (answer.type !== 'tested') return '';
  if (answer.delivered) return t('testTaken', answer.status, number(answer.millis));
  return t('testNotTaken', answer.problem ? worded(answer.problem) : t('webhookAnswered', answer.status));
}
