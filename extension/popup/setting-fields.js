// @ts-check
// Role: controls bound to one setting by its name: what it is, what is wrong with it, and saving it.
// Must not: know items of lists (item-row.js) or where on a tab a control stands.

import { useUi } from '../ui/context.js';
import { NumberBox, Switch, TextBox, commaText, linesOf, wordsOf } from '../ui/fields.js';
import { html } from '../ui/vendor/htm-preact.js';

/**
 * @typedef {import('../ui/types.d.ts').Settings} Settings
 * @typedef {import('../ui/types.d.ts').FieldName} FieldName
 */

/**
 * The names of the settings that hold a `T`.
 * @template T
 * @typedef {{ [Name in FieldName]: Settings[Name] extends T ? Name : never }[FieldName]} NameOf
 */

/** @param {FieldName} name */
function useSetting(name) {
  const { settings, autosave } = useUi();
  return {
    settings,
    problem: autosave.problem(name)?.message,
    act: (/** @type {unknown} */ value) => void autosave.act({ kind: 'field', name, value }),
    type: (/** @type {unknown} */ value) => autosave.type({ kind: 'field', name, value }),
  };
}

/** @param {{ name: NameOf<boolean>, label: string, hint?: string }} props */
export function SwitchFor({ name, label, hint }) {
  const { settings, problem, act } = useSetting(name);
  return html`<${Switch} label=${label} hint=${hint} checked=${settings[name]} problem=${problem} onChange=${act} />`;
}

/** @param {{ name: NameOf<string>, label: string, hint?: string }} props */
export function MessageFor({ name, label, hint }) {
  const { settings, problem, type } = useSetting(name);
  return html`
    <${TextBox} label=${label} hint=${hint} rows=${2} maxLength=${500} value=${settings[name]} problem=${problem}
      onText=${type} />`;
}

/** @param {{ name: NameOf<string[]>, label: string, hint?: string }} props words, parted by commas */
export function WordsFor({ name, label, hint }) {
  const { settings, problem, type } = useSetting(name);
  return html`
    <${TextBox} label=${label} hint=${hint} rows=${2} value=${commaText(settings[name])} problem=${problem}
      onText=${(/** @type {string} */ text) => type(wordsOf(text))} />`;
}

/** @param {{ name: NameOf<string[]>, label: string, hint?: string }} props whole texts, one a line */
export function LinesFor({ name, label, hint }) {
  const { settings, problem, type } = useSetting(name);
  return html`
    <${TextBox} label=${label} hint=${hint} rows=${3} value=${settings[name].join('\n')} problem=${problem}
      onText=${(/** @type {string} */ text) => type(linesOf(text))} />`;
}

/**
 * @param {{ name: NameOf<number>, label: string, hint?: string, min: number, max: number, unit?: number }} props `unit`:
 *   how many of what is stored make one of what is shown; fractions of it are fine
 */
export function NumberFor({ name, label, hint, min, max, unit }) {
  const { settings, problem, type } = useSetting(name);
  const held = settings[name] / (unit ?? 1);
  return html`
    <${NumberBox} label=${label} hint=${hint} min=${min} max=${max} step=${unit ? 'any' : '1'} value=${held}
      problem=${problem} onNumber=${(/** @type {number} */ value) => type(unit ? Math.round(value * unit) : value)} />`;
}
