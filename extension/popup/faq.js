// @ts-check
// Role: the tab of the questions the bot answers.
// Must not: match anything; the core alone knows what fires.

import { Choice, More, Switch, TextBox, commaText, linesOf, wordsOf } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';
import { Cooldowns } from './cooldowns.js';
import { NEW_RULE } from './fresh-items.js';
import { ItemList } from './items.js';
import { Packs } from './packs.js';
import { SwitchFor } from './setting-fields.js';
import { Tester } from './tester.js';

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

const FOLDED = ['exclude', 'variants', 'cooldown', 'viewerCooldown'];

export const Faq = () => html`
  <section aria-labelledby="faq">
    <h2 id="faq">${t('faq')}</h2>
    <${SwitchFor} name="faqEnabled" label=${t('faqEnabled')} />
    <${Tester} />
    <${Packs} />
    <${ItemList} name="faqRules" words=${WORDS} describe=${describe} Fields=${RuleFields} fresh=${NEW_RULE} ordered
      hint=${t('firstRuleWins')} />
  </section>`;

/** @param {FaqRule} rule */
const describe = (rule) => ({ title: commaText(rule.triggers), detail: rule.reply });

/** @typedef {{ item: FaqRule, problem: FieldProblem | null, change: (fields: Partial<FaqRule>) => void }} FieldsProps */

/** @param {FieldsProps} props */
function RuleFields({ item, problem, change }) {
  const modes = [['word', t('modeWord')], ['phrase', t('modePhrase')], ['contains', t('modeContains')], ['regex', t('modeRegex')]];
  const Triggers = item.mode === 'regex' ? Patterns : Words;
  const elsewhere = ['reply', ...FOLDED];
  return html`
    <${Triggers} key=${item.mode === 'regex'} triggers=${item.triggers}
      problem=${problem && !elsewhere.includes(problem.part) && problem.message}
      onTriggers=${(/** @type {string[]} */ triggers) => change({ triggers })} />
    <${TextBox} label=${t('reply')} hint=${t('replyHint')} rows=${2} maxLength=${500} value=${item.reply}
      problem=${problem?.part === 'reply' && problem.message}
      onText=${(/** @type {string} */ reply) => change({ reply })} />
    <${Choice} label=${t('match')} options=${modes} value=${item.mode}
      onChoose=${(/** @type {MatchMode} */ mode) => change({ mode })} />
    <${Details} item=${item} problem=${problem} change=${change} />`;
}

/** @param {FieldsProps} props */
function Details({ item, problem, change }) {
  const wrong = (/** @type {string} */ part) => problem?.part === part && problem.message;
  return html`
    <${More} wrong=${FOLDED.includes(problem?.part ?? '')}>
      <${TextBox} label=${t('exclude')} hint=${t('excludeHint')} value=${commaText(item.exclude)} problem=${wrong('exclude')}
        onText=${(/** @type {string} */ text) => change({ exclude: wordsOf(text) })} />
      <${TextBox} label=${t('replyVariants')} hint=${t('variantsHint')} rows=${3} value=${item.variants.join('\n')}
        problem=${wrong('variants')} onText=${(/** @type {string} */ text) => change({ variants: linesOf(text) })} />
      <${Cooldowns} item=${item} wrong=${wrong} change=${change} />
      ${item.mode === 'word' && html`<${Switch} label=${t('typos')} checked=${item.typos}
        onChange=${(/** @type {boolean} */ typos) => change({ typos })} />`}
      <${Switch} label=${t('caseSensitive')} checked=${item.caseSensitive}
        onChange=${(/** @type {boolean} */ caseSensitive) => change({ caseSensitive })} />
    <//>`;
}

/** @typedef {{ triggers: string[], problem: string | undefined, onTriggers: (triggers: string[]) => void }} TriggerProps */

/** @param {TriggerProps} props */
const Words = ({ triggers, problem, onTriggers }) => html`
  <${TextBox} label=${t('triggers')} value=${commaText(triggers)} problem=${problem}
    onText=${(/** @type {string} */ text) => onTriggers(wordsOf(text))} />`;

/** A comma belongs to a pattern (`{2,3}`), so patterns stand one a line. @param {TriggerProps} props */
const Patterns = ({ triggers, problem, onTriggers }) => html`
  <${TextBox} code rows=${2} label=${t('patterns')} value=${triggers.join('\n')} problem=${problem}
    onText=${(/** @type {string} */ text) => onTriggers(linesOf(text))} />`;
