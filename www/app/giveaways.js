// @ts-check
// Role: the current giveaway: how it stands, who was drawn, the proof. Must not: draw winners, or check a proof.

import { download } from '../ui/download.js';
import { Problem } from '../ui/fields.js';
import { number, t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { Loaded, useDeed, useDesk, useLoad } from './load.js';
import { Badge, Card, Moment } from './parts.js';

/**
 * @typedef {import('./types.d.ts').Giveaway} Giveaway
 * @typedef {import('./types.d.ts').Winner} Winner
 */

const LOOK_EVERY = 5_000;
/** @type {Record<Winner['claim'], 'good' | 'bad' | 'quiet'>} */
const CLAIMS = { pending: 'quiet', claimed: 'good', expired: 'bad' };

export function Giveaways() {
  const giveaway = useLoad('/giveaway', LOOK_EVERY);
  const draw = (/** @type {Giveaway} */ giveaway) =>
    giveaway.giveawayId === null
      ? html`<p class="soft">${t('noRound')}</p>`
      : html`<div class="cards one"><${Round} giveaway=${giveaway} /><${Draws} giveaway=${giveaway} /><${Proof} giveaway=${giveaway} /></div>`;
  return html`<${Loaded} from=${giveaway} draw=${draw} />`;
}

/** @param {{ giveaway: Giveaway }} props */
const Round = ({ giveaway }) => html`
  <${Card} id="round" title=${t('round')}>
    <p><${Badge} kind=${giveaway.open ? 'good' : 'quiet'} text=${t(giveaway.open ? 'roundOpen' : 'roundClosed')} /></p>
    <dl class="figures two">
      <div><dt>${t('entries')}</dt><dd>${number(giveaway.entryCount)}</dd></div>
      <div><dt>${t('late')}</dt><dd>${number(giveaway.lateCount)}</dd></div>
    </dl>
    <dl class="facts">
      <dt>${t('keywords')}</dt><dd><bdi>${giveaway.keywords.join(', ')}</bdi></dd>
      ${giveaway.openedAt && html`<dt>${t('openedAt')}</dt><dd><${Moment} at=${giveaway.openedAt} /></dd>`}
      ${giveaway.closedAt && html`<dt>${t('closedAt')}</dt><dd><${Moment} at=${giveaway.closedAt} /></dd>`}
      ${giveaway.commitment && html`<dt>${t('commitment')}</dt><dd><code>${giveaway.commitment}</code><p class="hint">${t('commitmentHint')}</p></dd>`}
    </dl>
  <//>`;

/** @param {{ giveaway: Giveaway }} props */
function Draws({ giveaway: { winners } }) {
  const row = (/** @type {Winner} */ { username, draw, drawnAt, claim }) => html`
    <tr>
      <td>${number(draw)}</td><th scope="row"><bdi>${username}</bdi></th><td><${Moment} at=${drawnAt} /></td>
      <td><${Badge} kind=${CLAIMS[claim]} text=${t(`claim_${claim}`)} /></td>
    </tr>`;
  const heads = ['draw', 'winner', 'drawnAt', 'claim'].map((head) => html`<th scope="col">${t(head)}</th>`);
  return html`
    <${Card} id="draws" title=${t('draws')}>
      ${winners.length === 0
        ? html`<p class="soft">${t('noDraws')}</p>`
        : html`<div class="wide-table" role="region" aria-labelledby="draws" tabindex="0">
            <table><thead><tr>${heads}</tr></thead><tbody>${winners.map(row)}</tbody></table></div>`}
    <//>`;
}

/** @param {{ giveaway: Giveaway }} props */
function Proof({ giveaway: { provable, giveawayId } }) {
  const { api } = useDesk();
  const { run, busy, problem } = useDeed();
  // Exactly the relay's bytes: a proof written anew would not be the same proof.
  const save = () => run(async () => download(await api.file('/giveaway/proof'), `${giveawayId}-proof.json`, 'application/json'));
  return html`
    <${Card} id="proof" title=${t('proof')}>
      <p>${t(provable ? 'proofHint' : 'noProof')}</p>
      <div class="buttons start">
        ${provable && html`<button type="button" class="primary" disabled=${busy} onClick=${save}>${t('getProof')}</button>`}
        <a href="../verify">${t('verify')}</a>
      </div>
      <${Problem} text=${problem} />
    <//>`;
}
