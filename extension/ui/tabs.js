// @ts-check
// Role: a page's tab list and the panel it opens: mouse, arrow keys, Home and End; opens where the seller just was.
// Must not: know what stands on a tab.

import { Icon } from './icons.js';
import { t } from './text.js';
import { html, useLayoutEffect, useState } from './vendor/htm-preact.js';

/** @typedef {{ id: string, label: string, Panel: unknown, Count?: unknown }} Tab `Count`: drawn beside the name, a number to watch */

/** A popup that was closed by a stray click comes back at the same tab; after this long it begins at the first again. */
const RETURN_MS = 5 * 60_000;

/** @param {{ tabs: Tab[], page: string, across?: boolean }} props `page`: whose last tab is remembered; `across`: in a row */
export function Tabs({ tabs, page, across = false }) {
  const [current, setCurrent] = useState(() => lastTab(tabs, page));
  // What `./build.sh bench` reads: from here on the page can be used.
  useLayoutEffect(() => void performance.mark('buzzchat: usable'), []);
  const open = (/** @type {string} */ id) => {
    rememberTab(id, page);
    setCurrent(id);
    document.getElementById(`tab-${id}`)?.focus();
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const next = target(tabs.map((tab) => tab.id), current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    open(next);
  };
  const names = tabs.map((tab) => html`<${TabName} tab=${tab} chosen=${tab.id === current} onChoose=${open} />`);
  const panels = tabs.map((tab) => html`<${TabPanel} tab=${tab} shown=${tab.id === current} />`);
  return html`
    <nav>
      <div class="tabs" role="tablist" aria-orientation=${across ? 'horizontal' : 'vertical'} aria-label=${t('tabs')}
        onKeyDown=${onKeyDown}>${names}</div>
    </nav>
    <main>${panels}</main>`;
}

/** @param {{ tab: Tab, chosen: boolean, onChoose: (id: string) => void }} props */
const TabName = ({ tab, chosen, onChoose }) => html`
  <button type="button" role="tab" id=${`tab-${tab.id}`} aria-controls=${`panel-${tab.id}`} aria-selected=${String(chosen)}
    tabindex=${chosen ? 0 : -1} onClick=${() => onChoose(tab.id)}>
    <${Icon} name=${tab.id} /><span>${t(tab.label)}</span>${tab.Count && html`<${tab.Count} />`}
  </button>`;

/** The panel scrolls, so the keyboard must be able to reach it. @param {{ tab: Tab, shown: boolean }} props */
const TabPanel = ({ tab, shown }) => html`
  <div role="tabpanel" id=${`panel-${tab.id}`} aria-labelledby=${`tab-${tab.id}`} tabindex="0" hidden=${!shown}>
    ${shown && html`<${tab.Panel} />`}
  </div>`;

/** @param {string[]} ids @param {string} current @param {string} key @returns {string | undefined} */
function target(ids, current, key) {
  const forward = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const back = document.documentElement.dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
  const at = ids.indexOf(current);
  if (key === 'ArrowDown' || key === forward) return ids[(at + 1) % ids.length];
  if (key === 'ArrowUp' || key === back) return ids.at(at - 1);
  if (key === 'Home') return ids[0];
  return key === 'End' ? ids.at(-1) : undefined;
}

/** @param {Tab[]} tabs @param {string} page */
function lastTab(tabs, page) {
  const [id, at] = (localStorage.getItem(`${page}.tab`) ?? '').split(' ');
  const fresh = Date.now() - Number(at) < RETURN_MS && tabs.some((tab) => tab.id === id);
  return fresh ? id : tabs[0].id;
}

/** @param {string} id @param {string} page */
const rememberTab = (id, page) => localStorage.setItem(`${page}.tab`, `${id} ${Date.now()}`);
