// @ts-check
// Role: the seller's own selectors for a site, on this device: empty is the packaged value.
// Must not: know what a page looks like, or save what the browser does not take for a selector.

import { useUi } from '../ui/context.js';
import { Choice, Problem, TextBox } from '../ui/fields.js';
import { t } from '../ui/text.js';
import { html, useState } from '../ui/vendor/htm-preact.js';
import { worded } from '../ui/words.js';

/** @typedef {import('../ui/types.d.ts').SiteView} SiteView */

const FACTS = ['container', 'item', 'author', 'text', 'input', 'button'];
/** What schema.json allows a selector. */
const LONGEST = 400;

export function PageReading() {
  const { sites } = useUi().view;
  const [chosen, setChosen] = useState('');
  const about = sites.find(({ site }) => site === chosen);
  const options = /** @type {[string, string][]} */ ([['', t('chooseSite')], ...sites.map(({ site, name }) => [site, name])]);
  return html`
    <section aria-labelledby="page-reading">
      <h2 id="page-reading">${t('pageReading')}</h2>
      <p class="soft">${t('pageReadingHint')}</p>
      <${Choice} label=${t('site')} value=${chosen} options=${options} onChoose=${setChosen} />
      ${about && html`<${SiteForm} key=${about.site} about=${about} />`}
    </section>`;
}

/** @param {{ about: SiteView }} props */
function SiteForm({ about }) {
  const { link } = useUi();
  const held = Object.fromEntries(FACTS.map((fact) => [fact, String(about.overrides[fact] ?? '')]));
  const [typed, setTyped] = useState(held);
  const [problems, setProblems] = useState(/** @type {Record<string, string>} */ ({}));
  const [said, setSaid] = useState('');
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const wrong = FACTS.filter((fact) => typed[fact].trim() !== '' && !isSelector(typed[fact]));
    setProblems(Object.fromEntries(wrong.map((fact) => [fact, t('noSelector')])));
    if (wrong.length > 0) return setSaid('');
    const overrides = Object.fromEntries(FACTS.map((fact) => [fact, typed[fact].trim()]).filter(([, text]) => text !== ''));
    setSaid(link.send({ type: 'site', site: about.site, overrides }) ? t('saved') : t('restarted'));
  };
  const boxes = FACTS.map((fact) => {
    const onText = (/** @type {string} */ text) => setTyped({ ...typed, [fact]: text });
    return html`<${TextBox} own code label=${t(`fact_${fact}`)} value=${typed[fact]} onText=${onText} problem=${problems[fact]}
      maxLength=${LONGEST} />`;
  });
  return html`
    <form onSubmit=${onSubmit}>
      ${boxes}
      <${Problem} text=${about.problem ? t('overridesRefused', worded(about.problem)) : ''} />
      <button class="primary">${t('saveSelectors')}</button>
      <p class="soft" role="status">${said}</p>
    </form>`;
}

/** @param {string} text whether the browser takes it for a selector */
function isSelector(text) {
  try {
    document.createDocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}
