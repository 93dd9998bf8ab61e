// @ts-check
// Role: the tab of what the bot says unasked: the welcome and the timed messages.
// Must not: save by itself; every change goes through the autosave.

import { useUi } from '../ui/context.js';
import { NumberBox, Problem, Switch, TextBox } from '../ui/fields.js';
import { number, t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { ItemList } from './items.js';

/**
 * @typedef {import('../ui/types.d.ts').TimerMessage} TimerMessage
 * @typedef {import('../ui/edits.js').Problem} FieldProblem
 */

const SECOND = 1_000;
const LONGEST_DELAY_S = 600;

export const Messages = () => html`<${Welcome} /><${Timers} />`;

function Welcome() {
  const { settings, autosave } = useUi();
  const wrong = (/** @type {import('../ui/types.d.ts').FieldName} */ name) => autosave.problem(name)?.message;
  return html`
    <section aria-labelledby="welcome">
      <h2 id="welcome">${t('welcome')}</h2>
      <${Switch} label=${t('welcomeEnabled')} checked=${settings.welcomeEnabled} problem=${wrong('welcomeEnabled')}
        onChange=${(/** @type {boolean} */ value) => autosave.act({ kind: 'field', name: 'welcomeEnabled', value })} />
      <${TextBox} label=${t('welcomeMessage')} hint=${t('welcomeHint')} rows=${2} maxLength=${500}
        value=${settings.welcomeMessage} problem=${wrong('welcomeMessage')}
        onText=${(/** @type {string} */ value) => autosave.type({ kind: 'field', name: 'welcomeMessage', value })} />
      <${NumberBox} label=${t('welcomeDelay')} min=${0} max=${LONGEST_DELAY_S} step="any"
        value=${settings.welcomeDelay / SECOND} problem=${wrong('welcomeDelay')}
        onNumber=${(/** @type {number} */ seconds) =>
          autosave.type({ kind: 'field', name: 'welcomeDelay', value: Math.round(seconds * SECOND) })} />
    </section>`;
}

function Timers() {
  const { settings, autosave } = useUi();
  return html`
    <section aria-labelledby="timers">
      <h2 id="timers">${t('timers')}</h2>
      <${Switch} label=${t('timerEnabled')} checked=${settings.timerEnabled}
        problem=${autosave.problem('timerEnabled')?.message}
        onChange=${(/** @type {boolean} */ value) => autosave.act({ kind: 'field', name: 'timerEnabled', value })} />
      <${ItemList} name="timerMessages" words=${WORDS} describe=${describe} Fields=${TimerFields} fresh=${NEW_TIMER} />
    </section>`;
}

const WORDS = {
  item: 'timerItem',
  add: 'addTimer',
  fresh: 'newTimer',
  save: 'saveTimer',
  none: 'noTimers',
  enabled: 'timerItemEnabled',
  removed: 'timerRemoved',
};

/** @type {Omit<TimerMessage, 'id'>} Every ten minutes keeps a busy chat readable; one line keeps a dead one silent. */
const NEW_TIMER = { text: '', interval: 10, minLines: 1, enabled: true };

/** @param {TimerMessage} timer */
const describe = (timer) => ({ title: timer.text, detail: t('everyMinutesShort', number(timer.interval)) });

/**
 * @param {{ item: TimerMessage, problem: FieldProblem | null, change: (fields: Partial<TimerMessage>) => void }} props
 */
const TimerFields = ({ item, problem, change }) => html`
  <${TextBox} label=${t('timerText')} rows=${2} maxLength=${500} value=${item.text}
    problem=${problem && !['interval', 'minLines'].includes(problem.part) && problem.message}
    onText=${(/** @type {string} */ text) => change({ text })} />
  <div class="pair">
    <${NumberBox} label=${t('everyMinutes')} min=${0.1} max=${1_440} step="any" value=${item.interval}
      problem=${problem?.part === 'interval' && problem.message}
      onNumber=${(/** @type {number} */ interval) => change({ interval })} />
    <${NumberBox} label=${t('minimumLines')} min=${0} max=${10_000} value=${item.minLines}
      problem=${problem?.part === 'minLines' && problem.message}
      onNumber=${(/** @type {number} */ minLines) => change({ minLines })} />
  </div>`;
