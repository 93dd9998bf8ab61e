// @ts-check
// Role: the tab of the questions the bot answers.
// Must not: match anything; the core alone knows what fires.

import { useUi } from '../ui/context.js';
import { Choice, Switch, TextBox, commaText, wordsOf } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { ItemList } from './items.js';

/**
 * @typedef {import('../ui/types.d.ts').FaqRule} FaqRule
 * @typedef {import('../ui/types.d.ts').MatchMode} MatchMode
 * @typedef {import('../ui/edits.js').Problem} FieldProblem
 */

const WORDS = {
  item: 'ruleItem',
  add: 'addRule',
  fresh: 'newRule',
  save: 'saveRule',
  none: 'noRules',
  enabled: 'ruleItemEnabled',
  removed: 'ruleRemoved',
};

/** @type {Omit<FaqRule, 'id'>} */
const NEW_RULE = { triggers: [], reply: '', mode: 'word', caseSensitive: false, enabled: true };

export function Faq() {
  const { settings, autosave } = useUi();
  return html`
    <section aria-labelledby="faq">
      <h2 id="faq">${t('faq')}</h2>
      <${Switch} label=${t('faqEnabled')} checked=${settings.faqEnabled} problem=${autosave.problem('faqEnabled')?.message}
        onChange=${(/** @type {boolean} */ value) => autosave.act({ kind: 'field', name: 'faqEnabled', value })} />
      <${ItemList} name="faqRules" words=${WORDS} describe=${describe} Fields=${RuleFields} fresh=${NEW_RULE} ordered
        hint=${t('firstRuleWins')} />
    </section>`;
}

/** @param {FaqRule} rule */
const describe = (rule) => ({ title: commaText(rule.triggers), detail: rule.reply });

/** @param {{ item: FaqRule, problem: FieldProblem | null, change: (fields: Partial<FaqRule>) => void }} props */
function RuleFields({ item, problem, change }) {
  const modes = [['word', t('modeWord')], ['contains', t('modeContains')], ['regex', t('modeRegex')]];
  const Triggers = item.mode === 'regex' ? Patterns : Words;
  return html`
    <${Triggers} key=${item.mode} triggers=${item.triggers} problem=${problem && problem.part !== 'reply' && problem.message}
      onTriggers=${(/** @type {string[]} */ triggers) => change({ triggers })} />
    <${TextBox} label=${t('reply')} hint=${t('replyHint')} rows=${2} maxLength=${500} value=${item.reply}
      problem=${problem?.part === 'reply' && problem.message}
      onText=${(/** @type {string} */ reply) => change({ reply })} />
    <${Choice} label=${t('match')} options=${modes} value=${item.mode}
      onChoose=${(/** @type {MatchMode} */ mode) => change({ mode })} />`;
}

/** @typedef {{ triggers: string[], problem: string | undefined, onTriggers: (triggers: string[]) => void }} TriggerProps */

/** @param {TriggerProps} props */
const Words = ({ triggers, problem, onTriggers }) => html`
  <${TextBox} label=${t('triggers')} value=${commaText(triggers)} problem=${problem}
    onText=${(/** @type {string} */ text) => onTriggers(wordsOf(text))} />`;

/** A comma belongs to a pattern (`{2,3}`), so patterns stand one a line. @param {TriggerProps} props */
const Patterns = ({ triggers, problem, onTriggers }) => html`
  <${TextBox} code rows=${2} label=${t('patterns')} value=${triggers.join('\n')} problem=${problem}
    onText=${(/** @type {string} */ text) => onTriggers(text.split('\n').filter((line) => line.trim() !== ''))} />`;
