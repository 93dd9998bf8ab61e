// @ts-check
// Role: a viewer's line typed by the seller, and what the bot would make of it.
// Must not: match anything; the core says what it would do, and why not.

import { useUi } from '../ui/context.js';
import { TextBox, commaText } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useEffect, useState } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';

/** @typedef {import('../ui/types.d.ts').Trial} Trial */

/** Short enough to feel like an answer to the last key. */
const PAUSE_MS = 250;

export function Tester() {
  const [line, setLine] = useState('');
  const trial = useTrial(line.trim());
  return html`
    <div class="tester">
      <${TextBox} own label=${t('tester')} hint=${line === '' ? t('testerHint') : ''} value=${line} onText=${setLine} maxLength=${500} />
      <div aria-live="polite">${trial && html`<${Verdict} trial=${trial} />`}</div>
    </div>`;
}

/**
 * The answer to the newest line, asked for anew when settings were saved.
 * @param {string} line
 * @returns {Trial | null}
 */
function useTrial(line) {
  const { link, autosave } = useUi();
  const [trial, setTrial] = useState(/** @type {Trial | null} */ (null));
  useEffect(() => {
    let current = true;
    const ask = async () => {
      const answer = await link.try(line);
      if (current) setTrial(answer);
    };
    const timer = line === '' ? undefined : setTimeout(ask, PAUSE_MS);
    if (line === '') setTrial(null);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [line, autosave.state, link]);
  return trial;
}

/** @param {{ trial: Trial }} props */
function Verdict({ trial }) {
  const { command, rule, near } = trial;
  const said = [
    trial.blocked !== null && t('tryBlocked', trial.blocked),
    trial.alert !== null && t('tryAlert', trial.alert),
    trial.enters && t('tryEnters'),
  ].filter(Boolean);
  const silent = !command && !rule && !near && said.length === 0;
  return html`
    <div class="card verdict">
      ${said.map((sentence) => html`<p dir="auto">${sentence}</p>`)}
      ${command && html`<${TriedCommand} command=${command} />`}
      ${rule && html`<${TriedRule} rule=${rule} />`}
      ${near && html`<p>${t('tryNear', near.trigger)}</p><p class="soft" dir="auto">${worded(near.sentence)}</p>`}
      ${silent && html`<p>${t('tryNothing')}</p>`}
    </div>`;
}

/** @param {{ command: NonNullable<Trial['command']> }} props */
const TriedCommand = ({ command }) => html`
  <p>${t('tryCommand', command.name)}</p>
  ${command.roles.length > 0 && html`<p class="soft">${t('rolesOther', commaText(command.roles))}</p>`}
  <${Reply} text=${command.reply} />`;

/** @param {{ rule: NonNullable<Trial['rule']> }} props */
function TriedRule({ rule }) {
  const place = useUi().settings.faqRules.findIndex((held) => held.id === rule.id) + 1;
  return html`
    <p>${rule.how === 'typo' ? t('tryTypo', place, rule.trigger, rule.found) : t('tryRule', place, rule.trigger)}</p>
    <${Reply} text=${rule.reply} />
    ${rule.off && html`<p class="problem">${t('tryOff')}</p>`}`;
}

/** @param {{ text: string }} props */
const Reply = ({ text }) => html`<blockquote dir="auto">${text}</blockquote>`;
