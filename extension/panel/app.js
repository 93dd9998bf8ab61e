// @ts-check
// Role: the side panel's frame: state and pause, how the streams stand, the tabs, and the quick replies at hand.
// Must not: know what stands on a tab.

import { UiProvider, useUi } from '../ui/context.js';
import { Problem } from '../ui/fields.js';
import { Giveaway } from '../ui/giveaway.js';
import { Icon } from '../ui/icons.js';
import { Tabs } from '../ui/tabs.js';
import { number, plural, t } from '../ui/text.js';
import { html, useLayoutEffect, useMemo, useReducer } from '../ui/vendor/htm-preact.js';
import { Feed } from './feed.js';
import { Health } from './health.js';
import { QuickReplies } from './quick.js';
import { Waiting } from './waiting.js';

/** @typedef {Pick<import('../ui/context.js').Ui, 'link' | 'autosave' | 'drafts'> & { lines: import('./lines.js').Lines }} Services */

/** What is shown once is made in the popup. */
const NOTHING_NEW = { newKey: '', setNewKey: () => {}, newSecret: '', setNewSecret: () => {} };

/** @param {Services} services */
export function App({ link, autosave, drafts, lines }) {
  const [, redraw] = useReducer((/** @type {number} */ drawn) => drawn + 1, 0);
  const tabs = useMemo(() => [
    { id: 'chat', label: 'tabChat', Panel: () => html`<${Feed} lines=${lines} />` },
    { id: 'giveaway', label: 'tabGiveaway', Panel: Giveaway, Count: Entrants },
    { id: 'queue', label: 'tabQueue', Panel: () => html`<${Waiting} lines=${lines} />`, Count: Queued },
  ], [lines]);
  useLayoutEffect(() => link.subscribe(() => redraw(null)), [link]);
  useLayoutEffect(() => autosave.subscribe(() => redraw(null)), [autosave]);
  const { view } = link;
  if (!view) return html`<main class="starting"><p>${t('starting')}</p></main>`;
  const settings = autosave.wanted(view.settings);
  const panel = { view, settings, link, autosave, drafts, offerUndo: () => {}, ...NOTHING_NEW };
  return html`
    <${UiProvider} value=${panel}>
      <${Header} />
      <${Health} />
      <${Tabs} tabs=${tabs} page="panel" across />
      <${QuickReplies} />
    <//>`;
}

function Header() {
  const { settings, autosave } = useUi();
  const active = settings.botActive;
  const onClick = () => autosave.act({ kind: 'field', name: 'botActive', value: !active });
  return html`
    <header class=${active ? 'active' : 'paused'}>
      <img src="../icons/icon-48.png" alt="" width="28" height="28" />
      <h1 class="heard">${t('appName')}</h1>
      <p role="status">${active ? t('botAnswers') : t('botPaused')}</p>
      <button type="button" class=${active ? '' : 'primary'} onClick=${onClick}>
        <${Icon} name=${active ? 'pause' : 'resume'} />${active ? t('pauseBot') : t('resumeBot')}</button>
      <${Problem} text=${autosave.state === 'lost' ? autosave.message : ''} />
    </header>`;
}

function Entrants() {
  const { open, entrants } = useUi().view.giveaway;
  return open && html`<${Count} of=${entrants} name=${plural('entries', entrants)} />`;
}

function Queued() {
  const { length } = useUi().view.queue;
  return length > 0 && html`<${Count} of=${length} name=${t('queueWaiting', number(length))} />`;
}

/** @param {{ of: number, name: string }} props */
const Count = ({ of, name }) => html`<b class="count-mark" aria-hidden="true">${number(of)}</b><span class="heard"> ${name}</span>`;
