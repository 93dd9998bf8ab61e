// @ts-check
// Role: an editable list of settings (rules, timers): rows that unfold, a form for a new one, order, removal with undo.
// Must not: know what an item's fields are; the tab that uses it hands them in.

import { useDraft, useUi } from '../ui/context.js';
import { t } from '../ui/text.js';
import { html, useLayoutEffect, useRef, useState } from '../ui/vendor/htm-preact.js';
import { ItemRow } from './item-row.js';

/**
 * @typedef {import('../ui/types.d.ts').Item} Item
 * @typedef {import('../ui/types.d.ts').ListName} ListName
 * @typedef {import('../ui/edits.js').Problem} FieldProblem
 * @typedef {object} ListProps
 * @property {ListName} name
 * @property {Record<'item' | 'add' | 'fresh' | 'save' | 'none' | 'removed', string> & { enabled?: string }} words message
 *   keys; `enabled` where items can be switched off
 * @property {(item: Item, index: number) => { title: string, detail: string }} describe
 * @property {unknown} Fields draws an item's fields from `item`, `problem`, `change`
 * @property {Omit<Item, 'id'>} fresh a new item before anything is typed
 * @property {boolean} [ordered] whether the order matters
 * @property {string} [hint]
 * @property {number} [most] how many there may be
 */

/** @param {ListProps} props */
export function ItemList(props) {
  const items = useUi().settings[props.name];
  const [unfolded, setUnfolded] = useState('');
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const onRemoved = () => list.current?.querySelector('button')?.focus();
  const row = (/** @type {Item} */ item, /** @type {number} */ index) => html`
    <${ItemRow} key=${item.id} list=${props} item=${item} index=${index} last=${index === items.length - 1}
      unfolded=${item.id === unfolded} onUnfold=${setUnfolded} onRemoved=${onRemoved} />`;
  return html`
    <div data-list ref=${list}>
      ${items.length < (props.most ?? Infinity) && html`<${Adding} list=${props} />`}
      ${items.length === 0 && html`<p class="soft">${t(props.words.none)}</p>`}
      ${props.hint && items.length > 1 && html`<p class="hint">${props.hint}</p>`}
      <ol class="items">${items.map(row)}</ol>
    </div>`;
}

/**
 * The button for a new item, and its form: open when asked for, or when half a new item was left in it.
 * @param {{ list: ListProps }} props
 */
function Adding({ list }) {
  const [draft, setDraft] = useDraft(`new.${list.name}`);
  const [asked, setAsked] = useState(false);
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const shown = asked || draft !== '';
  const onClose = () => {
    setDraft('');
    setAsked(false);
    button.current?.focus();
  };
  return html`
    <button type="button" class="add" ref=${button} aria-expanded=${String(shown)} onClick=${() => setAsked(true)}>
      ${t(list.words.add)}</button>
    ${shown && html`<${NewItem} list=${list} draft=${draft} onDraft=${setDraft} asked=${asked} onClose=${onClose} />`}`;
}

/**
 * @param {{ list: ListProps, draft: string, onDraft: (draft: string) => void, asked: boolean, onClose: () => void }} props
 */
function NewItem({ list, draft, onDraft, asked, onClose }) {
  const { problem, add } = useAdding(list);
  const form = useRef(/** @type {HTMLFormElement | null} */ (null));
  useLayoutEffect(() => void (asked && focusFirst(form.current)), [asked]);
  const typed = readDraft(draft);
  const item = /** @type {Item} */ ({ ...list.fresh, ...typed, id: '' });
  const onSubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (await add(item)) onClose();
  };
  const change = (/** @type {Partial<Item>} */ fields) => onDraft(JSON.stringify({ ...typed, ...fields }));
  return html`
    <form ref=${form} onSubmit=${onSubmit}>
      <div role="group" class="card fields" aria-label=${t(list.words.fresh)}>
        <${list.Fields} item=${item} problem=${problem} change=${change} />
        <div class="buttons">
          <button type="button" onClick=${onClose}>${t('cancel')}</button>
          <button class="primary">${t(list.words.save)}</button>
        </div>
      </div>
    </form>`;
}

/** @param {ListProps} list */
function useAdding({ name, words }) {
  const { settings, autosave } = useUi();
  const [problem, setProblem] = useState(/** @type {FieldProblem | null} */ (null));
  /** @param {Item} item @returns {Promise<boolean>} whether it is in the list now */
  const add = async (item) => {
    const id = `${words.item}_${crypto.randomUUID()}`;
    const wrong = await autosave.act({ kind: 'add', name, id, item: { ...item, id }, index: settings[name].length });
    setProblem(wrong);
    return wrong === null;
  };
  return { problem, add };
}

/** @param {HTMLElement | null} form */
const focusFirst = (form) => form?.querySelector(/** @type {'input'} */ ('input, textarea'))?.focus();

/** A draft written by another version of the popup may be anything. @param {string} draft @returns {Partial<Item>} */
function readDraft(draft) {
  try {
    const read = JSON.parse(draft);
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}
