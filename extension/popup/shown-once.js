// @ts-check
// Role: a text that is shown this once and nowhere again, with a way to copy it.
// Must not: keep it.

import { TextBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useRef, useState } from '../ui/vendor/htm-preact.js';

/** @param {{ label: string, hint: string, text: string, onDone: () => void }} props */
export function ShownOnce({ label, hint, text, onDone }) {
  const [copied, setCopied] = useState('');
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const copy = async () => {
    box.current?.querySelector('input')?.select();
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    setCopied(done ? t('copied') : t('copyFailed'));
  };
  return html`
    <div class="card fresh-key" ref=${box}>
      <${TextBox} code readOnly label=${label} hint=${hint} value=${text} onText=${() => {}} />
      <div class="buttons">
        <span class="soft" aria-live="polite">${copied}</span>
        <button type="button" class="primary" onClick=${copy}>${t('copy')}</button>
        <button type="button" onClick=${onDone}>${t('keyStored')}</button>
      </div>
    </div>`;
}
