// @ts-check
// Role: the form controls of our pages: labelled, with hint and problem tied to them, quiet while somebody types.
// Must not: know settings, commands or drafts.

import { html, useRef, useState } from './vendor/htm-preact.js';
import { number, t } from './text.js';

/**
 * @typedef {object} FieldProps what all controls take
 * @property {string} label
 * @property {string} [hint]
 * @property {string} [problem]
 */

let made = 0;
/** An id for this control, the same at every drawing. */
const useName = () => useRef(`field-${(made += 1)}`).current;

/**
 * Text as typed while the control has the focus, and what the page holds otherwise: an arriving view never writes into a
 * field that somebody is editing.
 * @param {string} held
 * @param {(text: string) => void} onText
 * @param {boolean} [own] the page alone changes this text (a draft), so it may also change it under the fingers
 */
function useTyped(held, onText, own = false) {
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const read = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).value;
  return {
    value: own ? held : (typed ?? held),
    onFocus: () => setTyped((before) => before ?? held),
    onBlur: () => setTyped(null),
    onInput: (/** @type {Event} */ event) => {
      setTyped(read(event));
      onText(read(event));
    },
  };
}

/** @param {string} name @param {FieldProps} field */
function described(name, { hint, problem }) {
  const ids = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(' ');
  return { id: name, 'aria-describedby': ids || undefined, 'aria-invalid': problem ? 'true' : undefined };
}

/** @param {{ name: string, field: FieldProps, children?: unknown }} props */
const Field = ({ name, field, children }) => html`
  <div class="field">
    <label for=${name}>${field.label}</label>
    ${children}
    ${field.hint && html`<p class="hint" id=${`${name}-hint`}>${field.hint}</p>`}
    <${Problem} id=${`${name}-problem`} text=${field.problem} />
  </div>`;

/** What is wrong, said once when it appears. @param {{ id?: string, text?: string }} props */
export const Problem = ({ id, text }) => (text ? html`<p class="problem" role="alert" id=${id}>${text}</p>` : null);

/**
 * @param {FieldProps & { value: string, onText: (text: string) => void, own?: boolean, rows?: number,
 *   maxLength?: number, readOnly?: boolean, code?: boolean, secret?: boolean }} props `code`: no prose, so neither spelling nor
 *   right-to-left; `secret`: not for whoever looks on
 */
export function TextBox(props) {
  const name = useName();
  const typed = useTyped(props.value, props.onText, props.own);
  const control = {
    ...described(name, props),
    ...typed,
    class: props.code || props.secret ? 'code' : undefined,
    dir: props.code || props.secret ? 'ltr' : 'auto',
    maxLength: props.maxLength,
    readOnly: props.readOnly,
    autocomplete: 'off',
    spellcheck: !(props.code || props.secret),
  };
  const box = props.rows ? html`<textarea rows=${props.rows} ...${control} />` : html`<input type=${props.secret ? 'password' : 'text'} ...${control} />`;
  return html`<${Field} name=${name} field=${props}>${box}<//>`;
}

/**
 * @param {FieldProps & { value: number, onNumber: (value: number) => void, min: number, max: number, step?: string }} props
 */
export function NumberBox(props) {
  const { min, max, onNumber } = props;
  const name = useName();
  const [wrong, setWrong] = useState(false);
  const typed = useTyped(String(props.value), (text) => {
    const value = Number(text);
    const fits = text.trim() !== '' && value >= min && value <= max && (props.step === 'any' || Number.isInteger(value));
    setWrong(!fits);
    if (fits) onNumber(value);
  });
  const onBlur = () => {
    typed.onBlur();
    // The box goes back to what is held, so nothing wrong is left in it.
    setWrong(false);
  };
  const field = { ...props, problem: wrong ? t('numberRange', number(min), number(max)) : props.problem };
  const control = { ...described(name, field), ...typed, onBlur, min, max, step: props.step ?? '1' };
  return html`<${Field} name=${name} field=${field}><input type="number" inputmode="decimal" ...${control} /><//>`;
}

/** @param {FieldProps & { value: string, options: [string, string][], onChoose: (value: string) => void }} props */
export function Choice(props) {
  const name = useName();
  const onChange = (/** @type {Event} */ event) =>
    props.onChoose(/** @type {HTMLSelectElement} */ (event.target).value);
  const options = props.options.map(
    ([value, label]) => html`<option value=${value} selected=${value === props.value}>${label}</option>`,
  );
  const control = { ...described(name, props), onChange };
  return html`<${Field} name=${name} field=${props}><select ...${control}>${options}</select><//>`;
}

/**
 * @param {{ label: string, checked: boolean, onChange: (checked: boolean) => void, quiet?: boolean, hint?: string,
 *   problem?: string }} props `quiet`: the label is for assistive technology only, the place says it already
 */
export function Switch(props) {
  const name = useName();
  const onChange = (/** @type {Event} */ event) =>
    props.onChange(/** @type {HTMLInputElement} */ (event.target).checked);
  const control = { ...described(name, props), checked: props.checked, onChange };
  return html`
    <div class="switch">
      <label>
        <span class=${props.quiet ? 'heard' : ''}>${props.label}</span>
        <input type="checkbox" role="switch" ...${control} />
      </label>
      ${props.hint && html`<p class="hint" id=${`${name}-hint`}>${props.hint}</p>`}
      <${Problem} id=${`${name}-problem`} text=${props.problem} />
    </div>`;
}

/**
 * Some of several words.
 * @param {{ label: string, options: [string, string][], chosen: string[], onChoose: (chosen: string[]) => void,
 *   problem?: string }} props
 */
export function Several({ label, options, chosen, onChoose, problem }) {
  const name = useName();
  const toggle = (/** @type {string} */ value) =>
    onChoose(options.map(([each]) => each).filter((each) => (each === value) !== chosen.includes(each)));
  const box = (/** @type {[string, string]} */ [value, text]) => html`
    <label class="choice"><input type="checkbox" checked=${chosen.includes(value)} onChange=${() => toggle(value)} />${text}</label>`;
  return html`
    <fieldset class="several" ...${described(name, { label, problem })}>
      <legend>${label}</legend>${options.map(box)}<${Problem} id=${`${name}-problem`} text=${problem} />
    </fieldset>`;
}

/**
 * What few people need, folded away until asked for, or until something in it is wrong.
 * @param {{ label?: string, wrong?: boolean, children?: unknown }} props
 */
export function More({ label = t('more'), wrong = false, children }) {
  const [open, setOpen] = useState(false);
  const onToggle = (/** @type {Event} */ event) =>
    setOpen(/** @type {HTMLDetailsElement} */ (event.currentTarget).open);
  return html`
    <details class="more" open=${open || wrong} onToggle=${onToggle}>
      <summary>${label}</summary>
      <div class="fields">${children}</div>
    </details>`;
}

/** Words parted by commas, as a list. @param {string} text */
export const wordsOf = (text) =>
  text
    .split(/[,،、，]/u)
    .map((word) => word.trim())
    .filter(Boolean);

/** @param {string[]} words */
export const commaText = (words) => words.join(', ');

/** @param {string} text one a line, as a list */
export const linesOf = (text) => text.split('\n').filter((line) => line.trim() !== '');
