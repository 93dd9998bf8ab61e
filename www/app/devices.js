// @ts-check
// Role: the paired devices, and what they have open. Must not: change anything.

import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { Loaded, useLoad } from './load.js';
import { streamRow } from './overview.js';
import { Badge, Card, moment } from './parts.js';

/** @typedef {import('./types.d.ts').Device} Device */

const LOOK_EVERY = 5_000;

export function Devices() {
  const devices = useLoad('/devices', LOOK_EVERY);
  const draw = (/** @type {{ devices: Device[] }} */ { devices }) =>
    devices.length === 0 ? html`<${Nobody} />` : html`<ul class="list">${devices.map(row)}</ul>`;
  return html`<${Card} id="all-devices" title=${t('devices')}><${Loaded} from=${devices} draw=${draw} /><//>`;
}

function Nobody() {
  const [before, after] = t('noDevices', '\n').split('\n');
  return html`<p class="soft">${before}<code>buzzchat-relay pair</code>${after}</p>`;
}

/** @param {Device} device */
const row = ({ origin, webOrigin, createdAt, lastSeenAt, connected, streams }) => html`
  <li key=${origin}>
    <p class="line"><code>${origin}</code><${Badge} kind=${connected ? 'good' : 'quiet'} text=${t(connected ? 'here' : 'away')} /></p>
    ${webOrigin && html`<p class="soft">${webOrigin}</p>`}
    <p class="soft">${t('pairedAt', moment(createdAt))} · ${t('seenAt', moment(lastSeenAt))}</p>
    ${streams.length > 0 && html`<ul class="inner">${streams.map(streamRow)}</ul>`}
  </li>`;
