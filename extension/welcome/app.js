// @ts-check
// Role: leads through the first run: three steps and the end, each saved as it is left.
// Must not: hold what the settings hold once they are saved.

import { readable } from '../ui/edits.js';
import { Problem } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useEffect, useLayoutEffect, useReducer, useRef, useState } from '../ui/vendor/htm-preact.js';
import { patchOf, setupOf, textOf } from './setup.js';
import { Choose, Done, Words } from './steps.js';
import { Trial } from './trial.js';

/**
 * @typedef {import('../ui/worker-link.js').WorkerLink} WorkerLink
 * @typedef {import('../ui/types.d.ts').View} View
 * @typedef {import('./setup.js').Setup} Setup
 */

const STEPS = ['firstChoose', 'firstWords', 'firstTry'];
const TRY = STEPS.indexOf('firstTry');
const NONE = { text: '', message: '' };

/** @param {{ link: WorkerLink }} props */
export function App({ link }) {
  const [, redraw] = useReducer((/** @type {number} */ drawn) => drawn + 1, 0);
  useLayoutEffect(() => link.subscribe(() => redraw(null)), [link]);
  return html`
    <header><img src="../icons/icon-48.png" alt="" width="32" height="32" /><h1>${t('firstTitle')}</h1></header>
    ${link.view ? html`<${Steps} link=${link} view=${link.view} />` : html`<main><p role="status">${t('starting')}</p></main>`}`;
}

/** @param {{ link: WorkerLink, view: View }} props */
function Steps({ link, view }) {
  const [step, setStep] = useState(0);
  const [setup, setSetup] = useState(() => setupOf(view.settings, t('firstTimerDefault')));
  const [wrong, setWrong] = useState(NONE);
  const title = useRef(/** @type {HTMLElement | null} */ (null));
  const moved = useRef(false);
  useEffect(() => {
    // Who comes by keys or by ear is led to the new step, but not pulled there at the start.
    if (moved.current) title.current?.focus();
    moved.current = true;
  }, [step]);

  const change = (/** @type {Partial<Setup>} */ fields) => {
    setSetup({ ...setup, ...fields });
    setWrong(NONE);
  };
  const save = async (/** @type {Partial<import('../ui/types.d.ts').Settings>} */ patch) => {
    const outcome = await link.command({ type: 'change_settings', patch });
    if (outcome.type !== 'refused') return link.assume(patch), true;
    setWrong({ text: textOf(outcome.field), message: readable(outcome.message, outcome.field?.replace(/\W.*/, '') ?? '') });
    return false;
  };
  const next = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (step !== 1 || (await save(patchOf(view.settings, setup)))) setStep(step + 1);
  };
  const done = step === STEPS.length;
  return html`
    <main>
      <${Progress} step=${step} />
      <h2 ref=${title} tabindex="-1">${t(STEPS[step] ?? 'firstDone')}</h2>
      ${step === TRY && html`<p class="soft">${t('firstTryHint')}</p><${Trial} settings=${view.settings} />`}
      ${done && html`<${Done} active=${view.settings.botActive} onActive=${() => save({ botActive: true })} />`}
      <form onSubmit=${next}>
        ${step === 0 && html`<${Choose} setup=${setup} change=${change} />`}
        ${step === 1 && html`<${Words} setup=${setup} change=${change} wrong=${wrong} />`}
        <${Problem} text=${wrong.text ? '' : wrong.message} />
        <div class="buttons">
          ${step > 0 && html`<button type="button" onClick=${() => setStep(step - 1)}>${t('firstBack')}</button>`}
          ${!done && html`<button type="submit" class="primary">${t('firstNext')}</button>`}
        </div>
      </form>
    </main>`;
}

/** @param {{ step: number }} props */
const Progress = ({ step }) => html`
  <ol class="progress" aria-label=${t('firstSteps')}>
    ${STEPS.map((name, at) => html`<li class=${at < step ? 'past' : ''} aria-current=${at === step ? 'step' : undefined}><span>${at + 1}</span>${t(name)}</li>`)}
  </ol>`;
