// @ts-check
// Role: the line at the foot of the popup: whether all is saved, and the way back from what was just removed.
// Must not: say what belongs beside a field.

import { useUi } from '../ui/context.js';
import { t } from '../ui/text.js';
import { html, useEffect, useState } from '../ui/vendor/htm-preact.js';

/** @typedef {{ message: string, undo: () => void }} Undo */

/** Long enough to read and reach with a keyboard; the count starts anew while the pointer or the focus is there. */
const UNDO_MS = 10_000;

/** @param {{ undo: Undo | null, onUndone: () => void }} props */
export const Footer = ({ undo, onUndone }) => html`
  <footer>
    <div aria-live="polite">${undo ? html`<span>${undo.message}</span>` : html`<${SaveState} />`}</div>
    ${undo && html`<${UndoButton} key=${undo} undo=${undo} onUndone=${onUndone} />`}
    ${!undo && html`<${RetryButton} />`}
  </footer>`;

/** @param {{ undo: Undo, onUndone: () => void }} props */
function UndoButton({ undo, onUndone }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(onUndone, UNDO_MS);
    return () => clearTimeout(timer);
  }, [undo, held]);
  const hold = () => setHeld(true);
  const release = () => setHeld(false);
  const onClick = () => {
    undo.undo();
    onUndone();
  };
  const holding = { onFocus: hold, onBlur: release, onMouseEnter: hold, onMouseLeave: release };
  return html`<button type="button" class="small" ...${holding} onClick=${onClick}>${t('undo')}</button>`;
}

/** A refused field has its message beside it; here only that something is not saved. */
function SaveState() {
  const { state, message } = useUi().autosave;
  if (state === 'saved') return html`<span class="saved">${t('saved')}</span>`;
  if (state === 'faulty') return html`<span class="problem">${t('notSaved')}</span>`;
  if (state === 'lost') return html`<span class="problem">${message}</span>`;
  return state === 'idle' ? null : html`<span>${t('saving')}</span>`;
}

function RetryButton() {
  const { autosave } = useUi();
  if (autosave.state !== 'lost' || !autosave.unsaved) return null;
  return html`<button type="button" class="small" onClick=${() => autosave.flush()}>${t('tryAgain')}</button>`;
}
