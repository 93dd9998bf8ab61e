// @ts-check
// Role: the lists of the settings as forms: rules, commands, timed messages. Must not: check a value; the core does.

import { Choice, Switch, TextBox, commaText, wordsOf } from '../ui/fields.js';
import { html } from '../ui/vendor/htm-preact.js';
import { numberOr, shown } from './settings.js';
import { WORDS, numbered } from './strings.js';

/**
 * @typedef {import('./settings.js').FormProps} FormProps
 * @typedef {Record<string, any>} Item
 * @typedef {{ item: Item, change: (fields: Item) => void, problemOf: (part: string) => string }} ItemProps
 * @typedef {{ name: string, what: string, add: string, fresh: Item, Fields: (props: ItemProps) => unknown, title: (item: Item) => string }} ListKind
 */

/** @param {FormProps & { list: ListKind }} props */
function List({ settings, set, problemOf, isBlamed, list: { name, what, add, fresh, Fields, title } }) {
  /** @type {Item[]} */
  const items = Array.isArray(settings[name]) ? settings[name] : [];
  const row = (/** @type {Item} */ item, /** @type {number} */ index) => {
    const place = `${name}[${index}]`;
    // A problem of a part opens the item; one of the item as a whole stands below it.
    const whole = problemOf(place);
    const change = (/** @type {Item} */ fields) => set(name, items.with(index, { ...item, ...fields }));
    return html`
      <li key=${item.id ?? index}>
        <details open=${isBlamed(place) || undefined}>
          <summary><strong>${title(item) || numbered(what, index)}</strong><span class="soft">${item.reply ?? item.text}</span></summary>
          <div class="fields" role="group" aria-label=${numbered(what, index)}>
            <${Fields} item=${item} change=${change} problemOf=${(/** @type {string} */ part) => problemOf(`${place}.${part}`)} />
            <button type="button" class="small danger" onClick=${() => set(name, items.toSpliced(index, 1))}>${WORDS.remove}</button>
          </div>
        </details>
        ${whole && html`<p class="problem">${whole}</p>`}
      </li>`;
  };
  const added = () => set(name, [...items, { ...fresh, id: `${name.toLowerCase()}_${Date.now().toString(36)}` }]);
  return html`
    <ul class="items">${items.map(row)}</ul>
    <button type="button" class="small start" onClick=${added}>${add}</button>`;
}

/** @type {ListKind} */
const RULES = {
  name: 'faqRules', what: WORDS.rule, add: WORDS.addRule, Fields: RuleFields, title: (item) => commaText(item.triggers ?? []),
  fresh: { triggers: ['…'], reply: '…' },
};
/** @type {ListKind} */
const COMMANDS = {
  name: 'commands', what: WORDS.command, add: WORDS.addCommand, Fields: CommandFields, title: (item) => `!${item.name}`,
  fresh: { name: 'new', reply: '…' },
};
/** @type {ListKind} */
const TIMERS = {
  name: 'timerMessages', what: WORDS.timer, add: WORDS.addTimer, Fields: TimerFields, title: () => '',
  fresh: { text: '…', interval: 10 },
};

/** @param {FormProps} props */
export const RuleList = (props) => html`<${List} ...${props} list=${RULES} />`;
/** @param {FormProps} props */
export const CommandList = (props) => html`<${List} ...${props} list=${COMMANDS} />`;
/** @param {FormProps} props */
export const TimerList = (props) => html`<${List} ...${props} list=${TIMERS} />`;

/** @param {ItemProps} props */
function RuleFields({ item, change, problemOf }) {
  const pattern = item.mode === 'regex';
  // A comma belongs to a pattern.
  const read = (/** @type {string} */ text) => (pattern ? [text] : wordsOf(text));
  return html`
    <${TextBox} code=${pattern} label=${pattern ? WORDS.pattern : WORDS.triggers} hint=${pattern ? '' : WORDS.triggersHint}
      value=${pattern ? item.triggers?.[0] ?? '' : commaText(item.triggers ?? [])} problem=${problemOf('triggers')}
      onText=${(/** @type {string} */ text) => change({ triggers: read(text) })} />
    <${TextBox} rows=${2} label=${WORDS.reply} value=${shown(item.reply)} problem=${problemOf('reply')}
      onText=${(/** @type {string} */ reply) => change({ reply })} />
    <${Choice} label=${WORDS.mode} options=${Object.entries(WORDS.modes)} value=${item.mode ?? 'word'}
      onChoose=${(/** @type {string} */ mode) => change({ mode })} />
    <${TextBox} label=${WORDS.exclude} value=${commaText(item.exclude ?? [])} problem=${problemOf('exclude')}
      onText=${(/** @type {string} */ text) => change({ exclude: wordsOf(text) })} />
    ${(item.mode ?? 'word') === 'word' && html`
      <${Switch} label=${WORDS.typos} checked=${item.typos ?? true} onChange=${(/** @type {boolean} */ typos) => change({ typos })} />`}`;
}

/** @param {ItemProps} props */
function CommandFields({ item, change, problemOf }) {
  return html`
    <${TextBox} label=${WORDS.name} value=${shown(item.name)} problem=${problemOf('name')}
      onText=${(/** @type {string} */ name) => change({ name })} />
    <${TextBox} rows=${2} label=${WORDS.reply} value=${shown(item.reply)} problem=${problemOf('reply')}
      onText=${(/** @type {string} */ reply) => change({ reply })} />`;
}

/** @param {ItemProps} props */
function TimerFields({ item, change, problemOf }) {
  return html`
    <${TextBox} rows=${2} label=${WORDS.text} value=${shown(item.text)} problem=${problemOf('text')}
      onText=${(/** @type {string} */ text) => change({ text })} />
    <div class="pair">
      <${TextBox} label=${WORDS.interval} value=${shown(item.interval)} problem=${problemOf('interval')}
        onText=${(/** @type {string} */ text) => change({ interval: numberOr(text) })} />
      <${TextBox} label=${WORDS.minLines} value=${shown(item.minLines ?? 1)} problem=${problemOf('minLines')}
        onText=${(/** @type {string} */ text) => change({ minLines: numberOr(text) })} />
    </div>`;
}
