// @ts-check
// Role: makes API keys, shows a new one this once, lists and revokes the live ones.
// Must not: put a key's text into a draft, a log or any place that outlives the popup.

import { Confirm } from '../ui/confirm.js';
import { useCommand, useDraft, useUi } from '../ui/context.js';
import { Problem, TextBox } from '../ui/fields.js';
import { date, t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { ShownOnce } from './shown-once.js';

/** @typedef {import('../ui/types.d.ts').KeyView} KeyView */

export function ApiAccess() {
  const { view, newKey, setNewKey } = useUi();
  const away = isRelayAway(view.link);
  const rows = view.keys.map((held) => html`<${KeyRow} key=${held.key} held=${held} away=${away} />`);
  return html`
    <section aria-labelledby="api-access">
      <h2 id="api-access">${t('apiAccess')}</h2>
      ${away && html`<p class="soft">${t('keysAway')}</p>`}
      <${CreateKey} />
      ${newKey !== '' && html`<${ShownOnce} label=${t('newKey')} hint=${t('newKeyWarning')} text=${newKey} onDone=${() => setNewKey('')} />`}
      ${rows.length > 0 && html`<ul class="rows" aria-label=${t('liveKeys')}>${rows}</ul>`}
    </section>`;
}

function CreateKey() {
  const { setNewKey } = useUi();
  const [name, setName] = useDraft('key-name');
  const { run, busy, problem } = useCommand();
  const onSubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const outcome = await run({ type: 'create_key', name });
    if (outcome.type !== 'key') return;
    setName('');
    setNewKey(outcome.text);
  };
  return html`
    <form onSubmit=${onSubmit}>
      <${TextBox} own label=${t('keyName')} hint=${t('keyNameHint')} value=${name} onText=${setName} problem=${problem}
        maxLength=${50} />
      <button class="primary" disabled=${busy}>${t('createKey')}</button>
    </form>`;
}

/**
 * Whether a relay goes by what it knew before: it lets keys in, and hears of new and revoked ones only when it is reached.
 * @param {import('../ui/types.d.ts').LinkView} link
 */
function isRelayAway(link) {
  return link.state !== 'connected' && link.state !== 'unpaired';
}

/** @param {{ held: KeyView, away: boolean }} props */
function KeyRow({ held, away }) {
  const [asking, setAsking] = useState(false);
  const { run, problem } = useCommand();
  const onYes = () => {
    setAsking(false);
    void run({ type: 'revoke_key', key: held.key });
  };
  const stop = () => setAsking(false);
  const question = t(away ? 'revokeQuestionAway' : 'revokeQuestion', held.name);
  return html`
    <li class="key">
      <div>
        <strong><bdi>${held.name}</bdi></strong>
        <p class="soft"><code dir="ltr">${held.mask}</code></p>
        <p class="soft">${t('created', date(held.created))}</p>
      </div>
      <button type="button" class="danger" aria-label=${t('revokeNamed', held.name)} onClick=${() => setAsking(true)}>
        ${t('revoke')}</button>
      <${Problem} text=${problem} />
      ${asking && html`<${Confirm} question=${question} yes=${t('revokeYes')} onYes=${onYes} onNo=${stop} />`}
    </li>`;
}
