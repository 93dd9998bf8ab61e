// @ts-check
// Role: the API keys: making one, shown once, and revoking one after a question. Must not: keep a key.

import { Confirm } from '../ui/confirm.js';
import { NumberBox, Problem, Several, TextBox } from '../ui/fields.js';
import { number, t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { Loaded, useDeed, useDesk, useLoad } from './load.js';
import { Badge, Card, Once, moment } from './parts.js';

/** @typedef {import('./types.d.ts').Key} Key */

const LOOK_EVERY = 20_000;
const SCOPES = ['read', 'messages', 'giveaway', 'settings', 'webhooks', 'keys'];
/** As every key has it, unless this page's own has less: the relay says so then. */
const USUAL = { perMinute: 60, perDay: 10_000 };

export function Keys() {
  const keys = useLoad('/keys', LOOK_EVERY);
  const draw = (/** @type {{ keys: Key[] }} */ { keys: all }) => html`
    <ul class="list">${all.map((key) => html`<${Row} key=${key.id} own=${key} onChanged=${keys.reload} />`)}</ul>`;
  return html`
    <div class="cards one">
      <${Create} onCreated=${keys.reload} />
      <${Card} id="all-keys" title=${t('keys')}><${Loaded} from=${keys} draw=${draw} /><//>
    </div>`;
}

/** @param {{ onCreated: () => void }} props */
function Create({ onCreated }) {
  const { api } = useDesk();
  const [name, setName] = useState('');
  // What makes keys is asked for on purpose.
  const [scopes, setScopes] = useState(SCOPES.filter((scope) => scope !== 'keys'));
  const [limits, setLimits] = useState(USUAL);
  const [made, setMade] = useState('');
  const { run, busy, problem } = useDeed();
  const create = (/** @type {Event} */ event) => {
    event.preventDefault();
    void run(async () => {
      setMade((await api.call('POST', '/keys', { name, scopes, ...limits })).key);
      setName('');
      onCreated();
    });
  };
  const options = SCOPES.map((scope) => /** @type {[string, string]} */ ([scope, t(`scope_${scope}`)]));
  const limit = (/** @type {keyof typeof USUAL} */ which) => html`
    <${NumberBox} label=${t(which)} value=${limits[which]} min=${1} max=${1e12}
      onNumber=${(/** @type {number} */ value) => setLimits((before) => ({ ...before, [which]: value }))} />`;
  return html`
    <${Card} id="new-key" title=${t('newKey')}>
      ${made && html`<${Once} label=${t('keyOnce')} text=${made} onDone=${() => setMade('')} />`}
      <form onSubmit=${create}>
        <${TextBox} own label=${t('keyName')} value=${name} maxLength=${50} problem=${problem} onText=${setName} />
        <${Several} label=${t('keyScopes')} options=${options} chosen=${scopes} onChoose=${setScopes} />
        <div class="pair">${limit('perMinute')} ${limit('perDay')}</div>
        <div class="buttons"><button class="primary" disabled=${busy || !name.trim() || scopes.length === 0}>${t('createKey')}</button></div>
      </form>
    <//>`;
}

/** @param {{ own: Key, onChanged: () => void }} props */
function Row({ own: { id, name, mask, createdAt, lastUsedAt, perMinute, perDay, scopes, expiresAt }, onChanged }) {
  const { api, isOwn } = useDesk();
  const [asked, setAsked] = useState(false);
  const { run, busy, problem } = useDeed();
  const revoke = () => {
    setAsked(false);
    void run(async () => {
      await api.call('DELETE', `/keys/${id}`);
      onChanged();
    });
  };
  return html`
    <li>
      <div class="line">
        <p><strong><bdi>${name}</bdi></strong> <code>${mask}</code> ${isOwn(mask) && html`<${Badge} kind="good" text=${t('thisKey')} />`}</p>
        <button type="button" class="small danger" disabled=${busy} aria-label=${`${t('revoke')} ${name}`} onClick=${() => setAsked(true)}>${t('revoke')}</button>
      </div>
      <p class="soft">${scopes.join(', ')} · ${t('limits', number(perMinute), number(perDay))}</p>
      <p class="soft">${t('madeAt', moment(createdAt))} · ${lastUsedAt ? t('usedAt', moment(lastUsedAt)) : t('neverUsed')}${expiresAt && ` · ${t('endsAt', moment(expiresAt))}`}</p>
      <${Problem} text=${problem} />
      ${asked && html`<${Confirm} question=${t(isOwn(mask) ? 'revokeOwn' : 'revokeQuestion', name)} yes=${t('revoke')} onNo=${() => setAsked(false)} onYes=${revoke} />`}
    </li>`;
}
