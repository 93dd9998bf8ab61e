// @ts-check
// Role: which account the bot works for: the choice in the header, where there is one, and how an account is changed.
// Must not: carry what was typed for one account over to another.

import { useCommand, useUi } from '../ui/context.js';
import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';

/** @typedef {import('../ui/types.d.ts').Command} Command */

/** Commands after which other settings are shown: what was typed for these is saved first. */
export function useAccountCommand() {
  const { autosave } = useUi();
  const { run, ...rest } = useCommand();
  const runThen = async (/** @type {Command} */ command) => {
    await autosave.finish();
    return run(command);
  };
  return { run: runThen, ...rest };
}

/** In the header, where there is a choice. */
export function AccountChoice() {
  const { accounts } = useUi().view;
  const { run } = useAccountCommand();
  const active = accounts.find((held) => held.active)?.id ?? '';
  const onChange = async (/** @type {Event} */ event) => {
    const box = /** @type {HTMLSelectElement} */ (event.target);
    const outcome = await run({ type: 'switch_account', account: box.value });
    if (outcome.type === 'refused') box.value = active;
  };
  const options = accounts.map(({ id, name }) => html`<option value=${id} selected=${id === active}>${name}</option>`);
  return html`<select class="account" aria-label=${t('account')} title=${t('account')} onChange=${onChange}>${options}</select>`;
}
