// @ts-check
// Role: every account's settings as a file, and settings taken from one, with what could not be taken.
// Must not: read what is in the file; the core does.

import { useCommand, useUi } from '../ui/context.js';
import { download } from '../ui/download.js';
import { Problem } from '../ui/fields.js';
import { plural, t } from '../ui/text.js';
import { html, useRef, useState } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';

/** @typedef {import('../ui/types.d.ts').LeftOut} LeftOut */

export function SettingsFile() {
  const { link } = useUi();
  const [problem, setProblem] = useState('');
  const save = async () => {
    const text = await link.export('settings');
    setProblem(text === null ? t('exportFailed') : '');
    if (text !== null) download(text, 'buzzchat-settings.json', 'application/json');
  };
  return html`
    <section aria-labelledby="settings-file">
      <h2 id="settings-file">${t('settingsFile')}</h2>
      <p class="hint">${t('settingsFileHint')}</p>
      <div class="buttons files">
        <button type="button" onClick=${save}>${t('exportSettings')}</button>
      </div>
      <${Problem} text=${problem} />
      <${Import} />
    </section>`;
}

function Import() {
  const { take, problem, left } = useImport();
  const box = useRef(/** @type {HTMLInputElement | null} */ (null));
  const onChange = async () => {
    const [file] = box.current?.files ?? [];
    if (file) await take(await file.text());
    // The same file may be chosen once more, after a correction.
    if (box.current) box.current.value = '';
  };
  return html`
    <div class="field">
      <label for="import">${t('importSettings')}</label>
      <input type="file" id="import" ref=${box} accept=".json,application/json" onChange=${onChange} aria-describedby="import-hint" />
      <p class="hint" id="import-hint">
        ${t('importHint')} <a href=${location.pathname} target="_blank" rel="noreferrer">${t('openInTab')}</a>
      </p>
      <${Problem} text=${problem} />
      <div aria-live="polite">${left && html`<${LeftOutList} left=${left} />`}</div>
    </div>`;
}

/** The settings before are kept for as long as the way back is offered. */
function useImport() {
  const { link, autosave, offerUndo } = useUi();
  const { run, problem } = useCommand();
  const [left, setLeft] = useState(/** @type {LeftOut[] | null} */ (null));
  const take = async (/** @type {string} */ document) => {
    setLeft(null);
    await autosave.finish();
    const before = await link.export('settings');
    const outcome = await run({ type: 'import_settings', document });
    if (outcome.type !== 'imported') return;
    setLeft(outcome.leftOut);
    const undo = () => void run({ type: 'import_settings', document: before ?? '' }).then(() => setLeft(null));
    if (before !== null) offerUndo({ message: t('imported'), undo });
  };
  return { take, problem, left };
}

/** @param {{ left: LeftOut[] }} props */
function LeftOutList({ left }) {
  const row = (/** @type {LeftOut} */ { field, reason }) => html`<li><code>${field}</code> <span class="soft">${worded(reason)}</span></li>`;
  if (left.length === 0) return html`<p>${t('importedAll')}</p>`;
  return html`
    <p>${plural('leftOut', left.length)}</p>
    <ul class="rows">${left.map(row)}</ul>`;
}
