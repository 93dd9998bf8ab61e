// @ts-check
// Role: the accounts: making, naming, copying and deleting them, and putting one to work.
// Must not: carry what was typed for one account over to another.

import { Confirm } from '../ui/confirm.js';
import { useCommand, useDraft, useUi } from '../ui/context.js';
import { Problem, TextBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useLayoutEffect, useRef, useState } from '../ui/vendor/htm-preact.js';
import { useAccountCommand } from './account-choice.js';

/** @typedef {import('../ui/types.d.ts').AccountView} AccountView */

/** The engine refuses longer names. */
const MAX_NAME = 50;

export function Accounts() {
  const { accounts } = useUi().view;
  const rows = accounts.map((held, index) => html`<${AccountRow} key=${held.id} held=${held} first=${index === 0} />`);
  return html`
    <section aria-labelledby="accounts">
      <h2 id="accounts">${t('accounts')}</h2>
      <p class="hint">${t('accountsHint')}</p>
      <ul class="rows" aria-label=${t('accounts')}>${rows}</ul>
      <${CreateAccount} />
    </section>`;
}

function CreateAccount() {
  const [name, setName] = useDraft('account-name');
  const { run, busy, problem } = useCommand();
  const onSubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const outcome = await run({ type: 'create_account', name });
    if (outcome.type === 'account') setName('');
  };
  return html`
    <form class="inline" onSubmit=${onSubmit}>
      <${TextBox} own label=${t('accountName')} value=${name} onText=${setName} problem=${problem} maxLength=${MAX_NAME} />
      <button disabled=${busy}>${t('createAccount')}</button>
    </form>`;
}

/** @param {{ held: AccountView, first: boolean }} props the first account always stays */
function AccountRow({ held, first }) {
  const { id, name } = held;
  const [doing, setDoing] = useState(/** @type {'' | 'naming' | 'asking'} */ (''));
  const { run, busy, problem } = useAccountCommand();
  const row = useRef(/** @type {HTMLElement | null} */ (null));
  const done = () => setDoing('');
  const onNamed = () => {
    done();
    row.current?.querySelector('button')?.focus();
  };
  const onYes = () => {
    done();
    void run({ type: 'delete_account', account: id });
  };
  const use = () => run({ type: 'switch_account', account: id });
  const copy = () => run({ type: 'duplicate_account', account: id });
  const button = (/** @type {string} */ word, /** @type {string} */ label, /** @type {() => void} */ onClick, tone = '') =>
    html`<button type="button" class=${`small ${tone}`} disabled=${busy} aria-label=${label} onClick=${onClick}>${word}</button>`;
  return html`
    <li class="account-row">
      <strong><bdi>${name}</bdi></strong>
      ${held.active ? html`<span class="tag">${t('accountInUse')}</span>` : button(t('useAccount'), t('useAccountNamed', name), use)}
      <div class="buttons" ref=${row}>
        ${button(t('rename'), t('renameNamed', name), () => setDoing('naming'))}
        ${button(t('duplicate'), t('duplicateNamed', name), copy)}
        ${!first && button(t('delete'), t('deleteNamed', name), () => setDoing('asking'), 'danger')}
      </div>
      ${doing === 'naming' && html`<${Naming} held=${held} onNamed=${onNamed} />`}
      <${Problem} text=${problem} />
      ${doing === 'asking' && html`<${Confirm} question=${t('deleteQuestion', name)} yes=${t('deleteYes')} onYes=${onYes} onNo=${done} />`}
    </li>`;
}

/** @param {{ held: AccountView, onNamed: () => void }} props */
function Naming({ held, onNamed }) {
  const [name, setName] = useState(held.name);
  const form = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => form.current?.querySelector('input')?.select(), []);
  const { run, busy, problem } = useCommand();
  const onSubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const outcome = await run({ type: 'rename_account', account: held.id, name });
    if (outcome.type !== 'refused') onNamed();
  };
  return html`
    <form ref=${form} onSubmit=${onSubmit}>
      <${TextBox} own label=${t('newName')} value=${name} onText=${setName} problem=${problem} maxLength=${MAX_NAME} />
      <div class="buttons">
        <button type="button" class="small" onClick=${onNamed}>${t('cancel')}</button>
        <button class="small primary" disabled=${busy}>${t('saveName')}</button>
      </div>
    </form>`;
}
