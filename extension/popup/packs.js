// @ts-check
// Role: ready-made packs of rules, timers and commands to start from, one press each, with a way back.
// Must not: decide what a pack adds (pack-items.js).

import { useUi } from '../ui/context.js';
import { commaText } from '../ui/fields.js';
import { plural, t } from '../ui/text.js';
import { html, useEffect, useState } from '../ui/vendor/htm-preact.js';
import { additions } from './pack-items.js';

/** @typedef {import('./pack-items.js').Pack} Pack */

export function Packs() {
  const [shown, setShown] = useState(false);
  return html`
    <button type="button" class="small add" aria-expanded=${String(shown)} onClick=${() => setShown(!shown)}>${t('packs')}</button>
    ${shown && html`<${PackList} />`}`;
}

function PackList() {
  const [packs, setPacks] = useState(/** @type {Pack[]} */ ([]));
  useEffect(() => void fetch(new URL('packs.json', import.meta.url)).then((file) => file.json()).then(setPacks), []);
  return html`
    <p class="hint">${t('packsHint')}</p>
    <ul class="rows" aria-label=${t('packs')}>${packs.map((pack) => html`<${PackRow} key=${pack.id} pack=${pack} />`)}</ul>`;
}

/** @param {{ pack: Pack }} props */
function PackRow({ pack }) {
  const { settings, autosave, offerUndo } = useUi();
  const name = t(`pack_${pack.id}`);
  const missing = additions(pack, settings);
  const add = () => {
    void autosave.actAll(missing);
    const undo = () => void autosave.actAll(missing.map(({ name: list, id }) => ({ kind: 'remove', name: list, id })));
    offerUndo({ message: plural('packAdded', missing.length), undo });
  };
  const content = commaText(pack.rules.map(({ triggers = [] }) => triggers[0]));
  // `aria-disabled`, not `disabled`: a button that disables itself under the finger loses the focus.
  return html`
    <li class="pack">
      <div><strong>${name}</strong><p class="hint">${missing.length > 0 ? content : t('packThere')}</p></div>
      <button type="button" class="small" aria-label=${t('addPackNamed', name)} aria-disabled=${String(missing.length === 0)}
        onClick=${() => missing.length > 0 && add()}>${t('addPack')}</button>
    </li>`;
}
