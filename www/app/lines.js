// @ts-check
// Role: the lines that messages go over: how each stands, pairing one, giving one up. Must not: know what a service needs.

import { Confirm } from '../ui/confirm.js';
import { Problem } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';
import { Connect } from './connect.js';
import { Generator } from './generator.js';
import { Loaded, useDeed, useDesk, useLoad } from './load.js';
import { Badge, Card, moment } from './parts.js';

/** @typedef {import('./types.d.ts').Line} Line */

const LOOK_EVERY = 5_000;

/** @type {Record<string, 'good' | 'bad' | 'quiet'>} */
const KINDS = { connected: 'good', pending: 'quiet', disconnected: 'bad', failed: 'bad' };

/** @param {{ state: string }} props */
export const LineState = ({ state }) => html`<${Badge} kind=${KINDS[state]} text=${t(`line_${state}`)} />`;

export function Lines() {
  const lines = useLoad('/lines', LOOK_EVERY);
  const draw = (/** @type {{ lines: Line[] }} */ { lines: all }) =>
    all.length === 0
      ? html`<p class="soft">${t('noLines')}</p>`
      : html`<ul class="list">${all.map((line) => html`<${Row} key=${line.id} line=${line} onChanged=${lines.reload} />`)}</ul>`;
  return html`
    <div class="cards one">
      <${Card} id="all-lines" title=${t('connectedLines')}><${Loaded} from=${lines} draw=${draw} /><//>
      <${Connect} onConnected=${lines.reload} />
      <${Generator} />
    </div>`;
}

/** @param {{ line: Line, onChanged: () => void }} props */
function Row({ line: { id, channel, connector, name, address, state, detail, createdAt }, onChanged }) {
  const { api } = useDesk();
  const [asked, setAsked] = useState(false);
  const { run, busy, problem } = useDeed();
  const remove = () => {
    setAsked(false);
    void run(async () => {
      await api.call('DELETE', `/lines/${id}`);
      onChanged();
    });
  };
  return html`
    <li>
      <div class="line">
        <p class="badges"><strong><bdi>${name}</bdi></strong><${LineState} state=${state} /></p>
        <button type="button" class="small danger" disabled=${busy} aria-label=${`${t('removeLine')} ${name}`} onClick=${() => setAsked(true)}>${t('removeLine')}</button>
      </div>
      <p class="soft">${t(`channel_${channel}`)} · ${t(`connector_${connector}`)}${address && html` · <bdi dir="ltr">${address}</bdi>`} · ${t('madeAt', moment(createdAt))}</p>
      ${connector === 'sandbox' && html`<p class="hint">${t('sandboxHint')}</p>`}
      ${detail && html`<p class=${state === 'connected' ? 'soft' : 'problem'}>${worded(detail)}</p>`}
      ${state === 'pending' && html`<${Pairing} id=${id} name=${name} />`}
      <${Problem} text=${problem} />
      ${asked && html`<${Confirm} question=${t('removeLineQuestion', name)} yes=${t('removeLine')} onNo=${() => setAsked(false)} onYes=${remove} />`}
    </li>`;
}

/** The code that pairs a line, as long as there is one. @param {{ id: string, name: string }} props */
function Pairing({ id, name }) {
  const pairing = useLoad(`/lines/${id}/qr`, LOOK_EVERY);
  const draw = (/** @type {{ qr: { value: string, png: string } | null }} */ { qr }) => qr && html`
    <figure class="qr">
      <img src=${`data:image/png;base64,${qr.png}`} alt=${t('qrOf', name)} />
      <figcaption class="hint">${/^https?:/.test(qr.value) ? html`<a href=${qr.value} target="_blank" rel="noreferrer noopener">${t('qrPage')}</a>` : t('qrHint')}</figcaption>
    </figure>`;
  return html`<${Loaded} from=${pairing} draw=${draw} />`;
}
