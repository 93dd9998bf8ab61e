// @ts-check
// Role: takes a recording: a file picked or dropped, or the built-in show. Must not: read its rows; the core does.

import { html, useState } from '../ui/vendor/htm-preact.js';
import { WORDS, faultyRows, recordingSize } from './strings.js';

/** @typedef {import('./app.js').Recording} Recording */

/** @param {{ recording: Recording, onText: (name: string, text: string) => void, onShow: () => void }} props */
export function RecordingPart({ recording, onText, onShow }) {
  const [over, setOver] = useState(false);
  const take = async (/** @type {File | undefined} */ file) => file && onText(file.name, await file.text());
  const drag = (/** @type {DragEvent} */ event, /** @type {boolean} */ inside) => {
    event.preventDefault();
    setOver(inside);
  };
  const onDrop = (/** @type {DragEvent} */ event) => {
    drag(event, false);
    void take(event.dataTransfer?.files[0]);
  };
  const onPick = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    void take(input.files?.[0]);
    // The same file, changed meanwhile, can be picked again.
    input.value = '';
  };
  return html`
    <section class="card" aria-labelledby="recording">
      <h2 id="recording">${WORDS.recording}</h2>
      <div class=${over ? 'drop over' : 'drop'} onDragOver=${(/** @type {DragEvent} */ event) => drag(event, true)}
        onDragLeave=${(/** @type {DragEvent} */ event) => drag(event, false)} onDrop=${onDrop}>
        <label class="pick"><input type="file" accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json" onChange=${onPick} />${WORDS.choose}</label>
        <button type="button" onClick=${onShow}>${WORDS.show}</button>
        <p class="hint">${WORDS.drop}</p>
      </div>
      <${Loaded} recording=${recording} />
      <a class="hint" href="show.csv" download="buzzchat-show.csv">${WORDS.example}</a>
    </section>`;
}

/** @param {{ recording: Recording }} props */
function Loaded({ recording: { name, loaded, problem } }) {
  if (problem) return html`<p class="problem" role="alert"><strong>${name}</strong>: ${problem}</p>`;
  if (!loaded) return null;
  const faults = loaded.faults.map((fault) => html`<li>Row ${fault.row} ${fault.message}</li>`);
  return html`
    <p role="status"><strong>${name}</strong>: ${recordingSize(loaded)}</p>
    ${loaded.faulty > 0 && html`<details class="faults"><summary>${faultyRows(loaded.faulty)}</summary><ul>${faults}</ul></details>`}`;
}
