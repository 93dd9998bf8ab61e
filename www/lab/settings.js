// @ts-check
// Role: the settings as a form or as JSON, and what the seller does meanwhile; problems stand at the field they name.
// Must not: check a value; the core does, and names the field.

import { Switch, TextBox, commaText, wordsOf } from '../ui/fields.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { CommandList, RuleList, TimerList } from './lists.js';
import { DEEDS, momentProblem } from './moments.js';
import { WORDS } from './strings.js';

/**
 * @typedef {import('./types.d.ts').Moments} Moments
 * @typedef {import('./types.d.ts').Problem} FieldProblem
 * @typedef {import('./types.d.ts').Settings} Settings
 * @typedef {{ settings: Settings, set: (name: string, value: unknown) => void, problemOf: (field: string) => string,
 *   isBlamed: (place: string) => boolean }} FormProps `isBlamed`: the problem is in there, wherever
 */

/** A number where there is one; otherwise the text itself, which the core refuses by the field's name. @param {string} text */
export const numberOr = (text, factor = 1) => (text.trim() === '' || Number.isNaN(Number(text)) ? text : Number((Number(text) * factor).toFixed(3)));

/** @param {unknown} value */
export const shown = (value, factor = 1) => (typeof value === 'number' ? String(value / factor) : String(value ?? ''));

/** @param {string} text @returns {Settings | null} */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** @param {{ text: string, moments: Moments, problem: FieldProblem | null, onText: (text: string) => void,
 *   onMoments: (moments: Moments) => void, onShow: () => void, onDefaults: () => void }} props */
export function SettingsPart({ text, moments, problem, onText, onMoments, onShow, onDefaults }) {
  const settings = parsed(text);
  const [wantsJson, setJson] = useState(false);
  const json = wantsJson || !settings;
  const problemOf = (/** @type {string} */ field) => {
    const place = problem?.field ?? '';
    return place === field || place.startsWith(`${field}[`) ? problem?.message ?? '' : '';
  };
  const isBlamed = (/** @type {string} */ place) => problem?.field.startsWith(place) ?? false;
  const choose = (/** @type {boolean} */ value, /** @type {string} */ label) => html`
    <label class="choice"><input type="radio" name="editor" checked=${json === value} disabled=${!settings && !value}
      onChange=${() => setJson(value)} />${label}</label>`;
  return html`
    <section class="card" aria-labelledby="settings">
      <div class="head">
        <h2 id="settings">${WORDS.settings}</h2>
        <div class="segments" role="radiogroup" aria-labelledby="settings">
          ${choose(false, WORDS.asForm)}${choose(true, WORDS.asJson)}
        </div>
      </div>
      <div class="buttons start">
        <button type="button" class="small" onClick=${onShow}>${WORDS.showSettings}</button>
        <button type="button" class="small" onClick=${onDefaults}>${WORDS.defaults}</button>
      </div>
      ${json
        ? html`<${Json} text=${text} problem=${settings ? problem : { field: '', message: WORDS.notJson }} onText=${onText} />`
        : html`<${Form} settings=${settings} problemOf=${problemOf} isBlamed=${isBlamed}
            set=${(/** @type {string} */ name, /** @type {unknown} */ value) => onText(JSON.stringify({ ...settings, [name]: value }, null, 2))} />`}
    </section>
    <${Seller} moments=${moments} onMoments=${onMoments} />`;
}

/** @param {{ text: string, problem: FieldProblem | null, onText: (text: string) => void }} props */
const Json = ({ text, problem, onText }) => html`
  <${TextBox} own code rows=${24} label=${WORDS.json} hint=${WORDS.jsonHint} value=${text} problem=${problem?.message}
    onText=${onText} />`;

/** @param {FormProps} props */
const Form = (props) => html`
  <${Group} ...${props} name="welcomeEnabled" label=${WORDS.welcome}>
    <${Text} ...${props} name="welcomeMessage" label=${WORDS.welcomeMessage} hint=${WORDS.usernameHint} />
    <${Amount} ...${props} name="welcomeDelay" label=${WORDS.welcomeDelay} factor=${1000} />
  <//>
  <${Group} ...${props} name="faqEnabled" label=${WORDS.faq}><${RuleList} ...${props} /><//>
  <${Group} ...${props} name="commandsEnabled" label=${WORDS.commands}><${CommandList} ...${props} /><//>
  <${Group} ...${props} name="timerEnabled" label=${WORDS.timers}><${TimerList} ...${props} /><//>
  <${Group} ...${props} name="moderationEnabled" label=${WORDS.moderation}>
    <${Words} ...${props} name="blockedWords" label=${WORDS.blockedWords} />
  <//>
  <${Group} ...${props} name="alertsEnabled" label=${WORDS.alerts}>
    <${Words} ...${props} name="alertKeywords" label=${WORDS.alertKeywords} />
  <//>
  <div class="group">
    <h3>${WORDS.giveaway}</h3>
    <${Words} ...${props} name="giveawayKeywords" label=${WORDS.keywords} />
  </div>`;

/** A switch with what it switches. @param {FormProps & { name: string, label: string, children?: unknown }} props */
const Group = ({ settings, set, problemOf, name, label, children }) => html`
  <div class="group">
    <${Switch} label=${label} checked=${settings[name] === true} problem=${problemOf(name)}
      onChange=${(/** @type {boolean} */ value) => set(name, value)} />
    ${settings[name] === true && children}
  </div>`;

/** @typedef {FormProps & { name: string, label: string, hint?: string, factor?: number }} ControlProps */

/** @param {ControlProps} props */
const Text = ({ settings, set, problemOf, name, label, hint }) => html`
  <${TextBox} label=${label} hint=${hint} value=${shown(settings[name])} problem=${problemOf(name)}
    onText=${(/** @type {string} */ text) => set(name, text)} />`;

/** @param {ControlProps} props */
const Amount = ({ settings, set, problemOf, name, label, factor }) => html`
  <${TextBox} label=${label} value=${shown(settings[name], factor)} problem=${problemOf(name)}
    onText=${(/** @type {string} */ text) => set(name, numberOr(text, factor))} />`;

/** @param {ControlProps} props */
const Words = ({ settings, set, problemOf, name, label }) => html`
  <${TextBox} label=${label} hint=${WORDS.triggersHint} value=${commaText([settings[name] ?? []].flat())}
    problem=${problemOf(name)} onText=${(/** @type {string} */ text) => set(name, wordsOf(text))} />`;

/** @param {{ moments: Moments, onMoments: (moments: Moments) => void }} props */
const Seller = ({ moments, onMoments }) => html`
  <section class="card" aria-labelledby="seller">
    <h2 id="seller">${WORDS.seller}</h2>
    <p class="hint">${WORDS.sellerHint}</p>
    <div class="three">
      ${DEEDS.map((deed) => html`
        <${TextBox} label=${WORDS[deed]} value=${moments[deed]} problem=${momentProblem(moments[deed])}
          onText=${(/** @type {string} */ text) => onMoments({ ...moments, [deed]: text })} />`)}
    </div>
  </section>`;
