// @ts-check
// Role: the section of the lines that the seller sends with one press, in the bar on stream pages and in the side panel.
// Must not: send them.

import { TextBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { ItemList } from './items.js';
import { SwitchFor } from './setting-fields.js';

/** @typedef {import('../ui/types.d.ts').QuickReply} QuickReply */

const WORDS = {
  item: 'quickItem',
  add: 'addQuick',
  fresh: 'newQuick',
  save: 'saveQuick',
  none: 'noQuick',
  removed: 'quickRemoved',
};

/** As many as there are keys for, 1 to 9. */
const MOST = 9;

export const QuickReplies = () => html`
  <section aria-labelledby="quick-replies">
    <h2 id="quick-replies">${t('quickReplies')}</h2>
    <${SwitchFor} name="quickBarEnabled" label=${t('quickBarEnabled')} hint=${t('quickBarHint')} />
    <${ItemList} name="quickReplies" words=${WORDS} describe=${describe} Fields=${QuickFields} fresh=${{ text: '' }} ordered
      most=${MOST} />
  </section>`;

/** @param {QuickReply} reply @param {number} index */
const describe = (reply, index) => ({ title: reply.text, detail: t('quickKey', index + 1) });

/**
 * @param {{ item: QuickReply, problem: import('../ui/edits.js').Problem | null,
 *   change: (fields: Partial<QuickReply>) => void }} props
 */
const QuickFields = ({ item, problem, change }) => html`
  <${TextBox} label=${t('quickText')} maxLength=${500} value=${item.text} problem=${problem?.message}
    onText=${(/** @type {string} */ text) => change({ text })} />`;
