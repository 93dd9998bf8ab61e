// @ts-check
// Role: the tab of what is said unasked: the welcome, the timed messages, and the seller's own quick replies.
// Must not: save by itself; every change goes through the autosave.

import { More, NumberBox, TextBox, linesOf } from '../ui/fields.js';
import { number, t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { NEW_TIMER } from './fresh-items.js';
import { ItemList } from './items.js';
import { Packs } from './packs.js';
import { QuickReplies } from './quick-replies.js';
import { LinesFor, MessageFor, NumberFor, SwitchFor } from './setting-fields.js';

/**
 * @typedef {import('../ui/types.d.ts').TimerMessage} TimerMessage
 * @typedef {import('../ui/edits.js').Problem} FieldProblem
 */

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const LONGEST_DELAY_S = 600;
const LONGEST_GAP_S = 3_600;
const WEEK_H = 168;

export const Messages = () => html`<${Welcome} /><${Timers} /><${QuickReplies} />`;

const Welcome = () => html`
  <section aria-labelledby="welcome">
    <h2 id="welcome">${t('welcome')}</h2>
    <${SwitchFor} name="welcomeEnabled" label=${t('welcomeEnabled')} />
    <${MessageFor} name="welcomeMessage" label=${t('welcomeMessage')} hint=${t('welcomeHint')} />
    <${NumberFor} name="welcomeDelay" label=${t('welcomeDelay')} min=${0} max=${LONGEST_DELAY_S} unit=${SECOND} />
    <${More}>
      <${LinesFor} name="welcomeVariants" label=${t('welcomeVariants')} hint=${t('variantsHint')} />
      <${NumberFor} name="welcomeWindow" label=${t('welcomeWindow')} hint=${t('welcomeWindowHint')} min=${0} max=${WEEK_H}
        unit=${HOUR} />
    <//>
  </section>`;

const Timers = () => html`
  <section aria-labelledby="timers">
    <h2 id="timers">${t('timers')}</h2>
    <${SwitchFor} name="timerEnabled" label=${t('timerEnabled')} />
    <${Packs} />
    <${ItemList} name="timerMessages" words=${WORDS} describe=${describe} Fields=${TimerFields} fresh=${NEW_TIMER} />
    <${More}>
      <${NumberFor} name="timerGap" label=${t('timerGap')} min=${0} max=${LONGEST_GAP_S} unit=${SECOND} />
    <//>
  </section>`;

const WORDS = {
  item: 'timerItem',
  add: 'addTimer',
  fresh: 'newTimer',
  save: 'saveTimer',
  none: 'noTimers',
  enabled: 'timerItemEnabled',
  removed: 'timerRemoved',
};

/** @param {TimerMessage} timer */
const describe = (timer) => ({ title: timer.text, detail: t('everyMinutesShort', number(timer.interval)) });

/**
 * @param {{ item: TimerMessage, problem: FieldProblem | null, change: (fields: Partial<TimerMessage>) => void }} props
 */
const TimerFields = ({ item, problem, change }) => html`
  <${TextBox} label=${t('timerText')} rows=${2} maxLength=${500} value=${item.text}
    problem=${problem && !['interval', 'minLines', 'variants'].includes(problem.part) && problem.message}
    onText=${(/** @type {string} */ text) => change({ text })} />
  <div class="pair">
    <${NumberBox} label=${t('everyMinutes')} min=${0.1} max=${1_440} step="any" value=${item.interval}
      problem=${problem?.part === 'interval' && problem.message}
      onNumber=${(/** @type {number} */ interval) => change({ interval })} />
    <${NumberBox} label=${t('minimumLines')} min=${0} max=${10_000} value=${item.minLines}
      problem=${problem?.part === 'minLines' && problem.message}
      onNumber=${(/** @type {number} */ minLines) => change({ minLines })} />
  </div>
  <${More} wrong=${problem?.part === 'variants'}>
    <${TextBox} label=${t('timerVariants')} hint=${t('variantsHint')} rows=${3} value=${item.variants.join('\n')}
      problem=${problem?.part === 'variants' && problem.message}
      onText=${(/** @type {string} */ text) => change({ variants: linesOf(text) })} />
  <//>`;
