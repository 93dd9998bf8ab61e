// @ts-check
// Role: the question before something that cannot be undone.
// Must not: carry out the deed itself, or be used where an undo can be offered instead.

import { html, useLayoutEffect, useRef } from './vendor/htm-preact.js';
import { t } from './text.js';

/** @param {{ question: string, yes: string, onYes: () => void, onNo: () => void }} props drawn only while it asks */
export function Confirm({ question, yes, onYes, onNo }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => dialog.current?.showModal(), []);
  // Closing, not just vanishing, gives the focus back to the button that asked.
  const close = (/** @type {string} */ answer) => dialog.current?.close(answer);
  const onClose = () => (dialog.current?.returnValue === 'yes' ? onYes() : onNo());
  return html`
    <dialog ref=${dialog} role="alertdialog" aria-labelledby="confirm-question" onClose=${onClose}>
      <p id="confirm-question">${question}</p>
      <div class="buttons">
        <button type="button" onClick=${() => close('no')}>${t('cancel')}</button>
        <button type="button" class="danger" onClick=${() => close('yes')}>${yes}</button>
      </div>
    </dialog>`;
}
