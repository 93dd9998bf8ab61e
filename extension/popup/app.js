// @ts-check
// Role: the popup's frame: the header with the bot's switch, the tabs, the footer that says whether all is saved.
// Must not: know what stands on a tab.

import { UiProvider, useUi } from '../ui/context.js';
import { Problem, Switch } from '../ui/fields.js';
import { later } from '../ui/later.js';
import { Tabs } from '../ui/tabs.js';
import { t } from '../ui/text.js';
import { html, useEffect, useLayoutEffect, useReducer, useState } from '../ui/vendor/htm-preact.js';
import { AccountChoice } from './account-choice.js';
import { Footer } from './footer.js';
import { Home } from './home.js';
import { OpenPanel } from './open-panel.js';

/**
 * @typedef {import('./footer.js').Undo} Undo
 * @typedef {Pick<import('../ui/context.js').Ui, 'link' | 'autosave' | 'drafts'>} Services
 */

/** In the order in which sellers come to them; all but the first are fetched once the popup can be used. */
const REST = [
  { id: 'messages', label: 'tabMessages', Panel: later(async () => (await import('./messages.js')).Messages) },
  { id: 'faq', label: 'tabFaq', Panel: later(async () => (await import('./faq.js')).Faq) },
  { id: 'commands', label: 'tabCommands', Panel: later(async () => (await import('./commands.js')).Commands) },
  { id: 'moderation', label: 'tabModeration', Panel: later(async () => (await import('./moderation.js')).Moderation) },
  { id: 'giveaway', label: 'tabGiveaway', Panel: later(async () => (await import('./giveaway-tab.js')).GiveawayTab) },
  { id: 'analytics', label: 'tabAnalytics', Panel: later(async () => (await import('./analytics.js')).Analytics) },
  { id: 'settings', label: 'tabSettings', Panel: later(async () => (await import('./settings.js')).SettingsTab) },
];

const TABS = [{ id: 'home', label: 'tabHome', Panel: Home }, ...REST];

/** How long the worker may take to start before the popup says that it waits. */
const START_MS = 2_000;
/** How long the rest may wait for the page to have nothing else to do. */
const REST_MS = 500;

/** @param {Services} services */
export function App({ link, autosave, drafts }) {
  const [, redraw] = useReducer((/** @type {number} */ drawn) => drawn + 1, 0);
  const [undo, setUndo] = useState(/** @type {Undo | null} */ (null));
  const [newKey, setNewKey] = useState('');
  const [newSecret, setNewSecret] = useState('');
  // At layout, not later: a view that came between the first drawing and a late effect would be missed.
  useLayoutEffect(() => link.subscribe(() => redraw(null)), [link]);
  useLayoutEffect(() => autosave.subscribe(() => redraw(null)), [autosave]);
  const { view } = link;
  if (!view) return html`<${Starting} />`;
  const settings = autosave.wanted(view.settings);
  const popup = { view, settings, link, autosave, drafts, offerUndo: setUndo, newKey, setNewKey, newSecret, setNewSecret };
  return html`
    <${UiProvider} value=${popup}>
      <${Header} />
      <${Tabs} tabs=${TABS} page="popup" />
      <${Footer} undo=${undo} onUndone=${() => setUndo(null)} />
      <${Rest} />
    <//>`;
}

/** Draws nothing: what is not there yet comes while the seller looks at what is, so that no tab is seen empty. */
function Rest() {
  const { drafts } = useUi();
  useEffect(() => void requestIdleCallback(async () => {
    await drafts.open();
    for (const { Panel } of REST) await Panel.load();
  }, { timeout: REST_MS }), []);
  return null;
}

function Header() {
  const { view, settings, autosave } = useUi();
  const onChange = (/** @type {boolean} */ value) => autosave.act({ kind: 'field', name: 'botActive', value });
  // The names of accounts take the place of ours.
  const several = view.accounts.length > 1;
  return html`
    <header>
      <img src="../icons/icon-48.png" alt="" width="28" height="28" />
      <h1 class=${several ? 'heard' : ''}>${t('appName')}</h1>
      ${several && html`<${AccountChoice} />`}
      <${OpenPanel} />
      <${Switch} label=${t('botActive')} checked=${settings.botActive} onChange=${onChange} />
    </header>`;
}

function Starting() {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), START_MS);
    return () => clearTimeout(timer);
  }, []);
  return html`
    <main class="starting">
      <img src="../icons/icon-128.png" alt="" width="64" height="64" />
      <h1>${t('appName')}</h1>
      <p>${t('starting')}</p>
      <${Problem} text=${slow ? t('startingSlowly') : ''} />
    </main>`;
}
