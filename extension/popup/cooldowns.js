// @ts-check
// Role: the two rests of a rule or a command, in seconds: for everybody, and for the viewer who asked.
// Must not: save; the list it stands in does.

import { NumberBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';

/** @typedef {{ cooldown: number, viewerCooldown: number }} Rests milliseconds */

const SECOND = 1_000;
const DAY_S = 86_400;

/** @param {{ item: Rests, wrong: (part: string) => string | false, change: (fields: Partial<Rests>) => void }} props */
export const Cooldowns = ({ item, wrong, change }) => html`
  <div class="pair">
    <${NumberBox} label=${t('cooldown')} min=${0} max=${DAY_S} step="any" value=${item.cooldown / SECOND}
      problem=${wrong('cooldown')}
      onNumber=${(/** @type {number} */ seconds) => change({ cooldown: Math.round(seconds * SECOND) })} />
    <${NumberBox} label=${t('viewerCooldown')} min=${0} max=${DAY_S} step="any" value=${item.viewerCooldown / SECOND}
      problem=${wrong('viewerCooldown')}
      onNumber=${(/** @type {number} */ seconds) => change({ viewerCooldown: Math.round(seconds * SECOND) })} />
  </div>`;
