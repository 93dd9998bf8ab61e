// @ts-check
// Role: the tab of whom and what the bot ignores, and of the words that should catch the seller's eye.
// Must not: judge a line; the core does.

import { More } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { NumberFor, SwitchFor, WordsFor } from './setting-fields.js';

export const Moderation = () => html`<${Ignored} /><${Alerts} />`;

const Ignored = () => html`
  <section aria-labelledby="moderation">
    <h2 id="moderation">${t('moderation')}</h2>
    <${SwitchFor} name="moderationEnabled" label=${t('moderationEnabled')} hint=${t('moderationHint')} />
    <${WordsFor} name="blockedWords" label=${t('blockedWords')} />
    <${SwitchFor} name="blockRepeats" label=${t('blockRepeats')} />
    <${NumberFor} name="maxRepeats" label=${t('maxRepeats')} min=${2} max=${10} />
    <${More} label=${t('ignoredFold')}>
      <${WordsFor} name="ignoredViewers" label=${t('ignoredViewers')} hint=${t('ignoredHint')} />
    <//>
  </section>`;

const Alerts = () => html`
  <section aria-labelledby="alerts">
    <h2 id="alerts">${t('alerts')}</h2>
    <${SwitchFor} name="alertsEnabled" label=${t('alertsEnabled')} hint=${t('alertsHint')} />
    <${WordsFor} name="alertKeywords" label=${t('alertKeywords')} />
  </section>`;
