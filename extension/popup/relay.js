// @ts-check
// Role: pairs with a relay and tells how the link stands.
// Must not: talk to the relay; only the worker does.

import { browser } from '../ui/browser.js';
import { useDraft, useUi } from '../ui/context.js';
import { TextBox } from '../ui/fields.js';
import { DEFAULT_RELAY, judgeAddress } from '../ui/relay-address.js';
import { t } from '../ui/text.js';
import { html, useEffect, useState } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';

/**
 * @typedef {import('../ui/types.d.ts').LinkView} LinkView
 * @typedef {{ address?: string, code?: string }} Problems
 */

export function Relay() {
  const { link, view, drafts } = useUi();
  // A code works once; until it has, it stays for a correction.
  useEffect(() => void (view.link.state === 'connected' && drafts.write('relay-code', '')), [view.link.state]);
  const paired = view.link.state !== 'unpaired';
  const settled = view.link.state === 'connected' || view.link.state === 'away';
  return html`
    <section aria-labelledby="relay">
      <h2 id="relay">${t('relay')}</h2>
      <p class="soft">${t('relayHint')}</p>
      <${LinkState} held=${view.link} />
      ${!settled && html`<${Pairing} />`}
      ${paired && html`<button type="button" onClick=${() => link.send({ type: 'disconnect' })}>${t('disconnect')}</button>`}
    </section>`;
}

/** @param {{ held: LinkView }} props */
function LinkState({ held }) {
  const tone = { connected: 'good', refused: 'bad', unpaired: 'none', connecting: 'limited', away: 'limited' }[held.state];
  const place = held.workspace ? t('workspaceAt', held.workspace, held.address) : held.address;
  return html`
    <div class="link">
      <span class=${`dot ${tone}`} />
      <div>
        <p role="status"><strong>${t(`link_${held.state}`)}</strong>${held.problem && html`: ${worded(held.problem)}`}</p>
        ${place && held.state !== 'unpaired' && html`<p class="soft"><bdi>${place}</bdi></p>`}
      </div>
    </div>`;
}

function Pairing() {
  const { link, view } = useUi();
  const [address, setAddress] = useDraft('relay-address');
  const [code, setCode] = useDraft('relay-code');
  const [problems, setProblems] = useState(/** @type {Problems} */ ({}));
  const wanted = address || view.link.address || DEFAULT_RELAY;
  const onSubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const found = code.trim() === '' ? { code: t('codeMissing') } : await addressProblem(wanted);
    setProblems(found);
    if (found.code || found.address) return;
    const sent = link.send({ type: 'connect', address: wanted.trim(), code: code.trim() });
    setProblems(sent ? {} : { code: t('restarted') });
  };
  return html`
    <form onSubmit=${onSubmit}>
      <${TextBox} code label=${t('relayAddress')} value=${wanted} onText=${setAddress} problem=${problems.address} />
      <${TextBox} own code label=${t('pairingCode')} hint=${t('pairingHint')} value=${code} onText=${setCode}
        problem=${problems.code} />
      <button class="primary">${t('connect')}</button>
    </form>`;
}

/**
 * Asks for the permission to reach a relay that is not on this machine; browsers allow the question only at a click.
 * @param {string} address
 * @returns {Promise<Problems>}
 */
async function addressProblem(address) {
  const judged = judgeAddress(address);
  if (judged.kind === 'invalid') return { address: t('addressInvalid') };
  if (judged.kind === 'insecure') return { address: t('addressInsecure') };
  if (judged.kind === 'loopback') return {};
  const granted = await browser.permissions?.request({ origins: [judged.origin] }).catch(() => false);
  return granted ? {} : { address: t('addressNotAllowed') };
}
