// @ts-check
// Role: one rule or timer of a list: a line with its switch, unfolding to its fields, order and removal.
// Must not: know what the fields are, or ask before removing; the footer offers the way back.

import { useUi } from '../ui/context.js';
import { Switch } from '../ui/fields.js';
import { Icon } from '../ui/icons.js';
import { t } from '../ui/text.js';
import { html } from '../ui/vendor/htm-preact.js';

/**
 * @typedef {import('../ui/types.d.ts').Item} Item
 * @typedef {object} RowProps
 * @property {import('./items.js').ListProps} list
 * @property {Item} item
 * @property {number} index
 * @property {boolean} last
 * @property {boolean} unfolded
 * @property {(id: string) => void} onUnfold "" folds
 * @property {() => void} onRemoved
 */

/** @param {RowProps} props */
export function ItemRow(props) {
  const { list, item, index, onUnfold } = props;
  const { autosave } = useUi();
  const problem = autosave.problem(list.name, item.id);
  const shown = props.unfolded || problem !== null;
  const { title, detail } = list.describe(item, index);
  const off = 'enabled' in item && !item.enabled;
  return html`
    <li class=${off ? 'off' : ''}>
      <div role="group" class="card" aria-label=${t(list.words.item, index + 1)}>
        <div class="summary">
          <button type="button" aria-expanded=${String(shown)} onClick=${() => onUnfold(shown ? '' : item.id)}>
            <${Icon} name="fold" />
            <span><strong dir="auto">${title || t('untitled')}</strong><span class="soft" dir="auto">${detail}</span></span>
          </button>
          ${list.words.enabled && html`<${Enabled} name=${list.name} label=${t(list.words.enabled)} item=${item} />`}
        </div>
        ${shown && html`<${Unfolded} ...${props} problem=${problem} />`}
      </div>
    </li>`;
}

/** @param {{ name: import('../ui/types.d.ts').ListName, label: string, item: import('../ui/types.d.ts').BotItem }} props */
function Enabled({ name, label, item }) {
  const { autosave } = useUi();
  const onChange = (/** @type {boolean} */ enabled) =>
    autosave.act({ kind: 'item', name, id: item.id, fields: { enabled } });
  return html`<${Switch} quiet label=${label} checked=${item.enabled} onChange=${onChange} />`;
}

/** @param {RowProps & { problem: import('../ui/edits.js').Problem | null }} props */
function Unfolded({ list, item, index, last, problem, onUnfold, onRemoved }) {
  const { autosave, offerUndo } = useUi();
  const place = { name: list.name, id: item.id };
  const change = (/** @type {Partial<Item>} */ fields) => {
    // A row that only its problem unfolded must not fold under the fingers once that is put right.
    onUnfold(item.id);
    autosave.type({ kind: 'item', ...place, fields });
  };
  const move = (/** @type {number} */ by) => autosave.act({ kind: 'move', ...place, by });
  const remove = () => {
    void autosave.act({ kind: 'remove', ...place });
    const undo = () => void autosave.act({ kind: 'add', ...place, item, index });
    offerUndo({ message: t(list.words.removed), undo });
    onRemoved();
  };
  return html`
    <div class="fields">
      <${list.Fields} item=${item} problem=${problem} change=${change} />
      <div class="buttons">
        ${list.ordered && html`
          <${MoveButton} label=${t('moveUp')} icon="up" stuck=${index === 0} onMove=${() => move(-1)} />
          <${MoveButton} label=${t('moveDown')} icon="down" stuck=${last} onMove=${() => move(1)} />`}
        <button type="button" class="danger" onClick=${remove}>${t('remove')}</button>
      </div>
    </div>`;
}

/**
 * `aria-disabled` at the ends, not `disabled`: a button that disables itself under the finger loses the focus.
 * @param {{ label: string, icon: string, stuck: boolean, onMove: () => void }} props
 */
function MoveButton({ label, icon, stuck, onMove }) {
  const onClick = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement} */ (event.currentTarget);
    if (stuck) return;
    onMove();
    // The row is put to its new place in the document, and what is moved there loses the focus.
    setTimeout(() => button.focus());
  };
  return html`
    <button type="button" class="icon" aria-label=${label} title=${label} aria-disabled=${String(stuck)} onClick=${onClick}>
      <${Icon} name=${icon} />
    </button>`;
}
