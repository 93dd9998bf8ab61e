// @ts-check
// Role: the tab of the giveaway: its stage, and the terms that a seller sets before the show.
// Must not: run a round; the stage does.

import { useUi } from '../ui/context.js';
import { More } from '../ui/fields.js';
import { Giveaway } from '../ui/giveaway.js';
import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { Audience } from './audience.js';
import { MessageFor, NumberFor, SwitchFor, WordsFor } from './setting-fields.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY_MIN = 1_440;
const HOUR_S = 3_600;
const MOST_LINES = 1_000;

export const GiveawayTab = () => html`<${Giveaway} /><${Terms} />`;

const Terms = () => html`
  <section aria-labelledby="terms">
    <h2 id="terms">${t('terms')}</h2>
    <p class="hint">${t('termsHint')}</p>
    <${More} label=${t('termsEntry')}>
      <${MayEnter} />
      <${NumberFor} name="giveawayMinLines" label=${t('termsLines')} hint=${t('termsLinesHint')} min=${0} max=${MOST_LINES} />
      <${SwitchFor} name="giveawayExcludeWinners" label=${t('termsWinners')} />
      <${WordsFor} name="giveawayExcluded" label=${t('termsExcluded')} />
    <//>
    <${More} label=${t('termsTimes')}>
      <${NumberFor} name="giveawayDuration" label=${t('termsDuration')} hint=${t('termsNever')} min=${0} max=${DAY_MIN} unit=${MINUTE} />
      <${NumberFor} name="giveawayClaim" label=${t('termsClaim')} hint=${t('termsClaimHint')} min=${0} max=${HOUR_S} unit=${SECOND} />
      <${NumberFor} name="giveawayReminder" label=${t('termsReminder')} hint=${t('termsNever')} min=${0} max=${DAY_MIN} unit=${MINUTE} />
    <//>
    <${More} label=${t('termsWords')}>
      <${MessageFor} name="giveawayOpenMessage" label=${t('termsOpenMessage')} hint=${t('termsSilent')} />
      <${MessageFor} name="giveawayReminderMessage" label=${t('termsReminderMessage')} hint=${t('termsReminderHint')} />
      <${MessageFor} name="giveawayWinnerMessage" label=${t('termsWinnerMessage')} hint=${t('termsWinnerHint')} />
    <//>
  </section>`;

function MayEnter() {
  const { settings, autosave } = useUi();
  const onRoles = (/** @type {unknown} */ value) => autosave.act({ kind: 'field', name: 'giveawayRoles', value });
  return html`<${Audience} label=${t('mayEnter')} roles=${settings.giveawayRoles} problem=${autosave.problem('giveawayRoles')?.message} onRoles=${onRoles} />`;
}
