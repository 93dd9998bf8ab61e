// @ts-check
// Role: starts the dashboard: words, the code of a link, who is signed in, which page is open. Must not: draw a page's content.

import { t } from '../ui/text.js';
import { html, render, useEffect, useMemo, useState } from '../ui/vendor/htm-preact.js';
import { Api, exchange } from './api.js';
import { Frame } from './frame.js';
import { openLanguage } from './language.js';
import { DeskProvider } from './load.js';
import { keepSession, keptSession, takeCode } from './session.js';
import { SignIn } from './sign-in.js';

/** @typedef {import('./types.d.ts').Session} Session */

/** Where the dots of a masked key are. */
const MASK = '…';

/** @param {{ code: string }} props of the link that opened the page */
function App({ code }) {
  const [session, setSession] = useState(keptSession);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const turn = (/** @type {Session | null} */ next, why = '') => {
    keepSession(next);
    setSession(next);
    setProblem(why);
  };
  const byLink = async (/** @type {string} */ code) => {
    setBusy(true);
    try {
      const { key, id } = await exchange(code);
      turn({ key, id });
    } catch (problem) {
      setProblem(/** @type {Error} */ (problem).message);
    }
    setBusy(false);
  };
  useEffect(() => {
    if (code) void byLink(code);
    const look = () => {
      const next = takeCode();
      if (next) void byLink(next);
    };
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);
  const desk = useMemo(() => session && deskOf(session, turn), [session]);
  if (!desk) return html`<${SignIn} problem=${problem} busy=${busy} onEnter=${turn} />`;
  return html`<${DeskProvider} value=${desk}><${Frame} problem=${problem} /><//>`;
}

/** @param {Session} session @param {(next: Session | null, why?: string) => void} turn */
function deskOf({ key, id }, turn) {
  const api = new Api(key, (why) => turn(null, why));
  const leave = async () => {
    // A key that was made for this tab ends with it; one that was pasted is somebody's own.
    const revoked = id ? api.call('DELETE', `/keys/${id}`).then(() => '', ({ message }) => t('notRevoked', message)) : '';
    turn(null, await revoked);
  };
  const isOwn = (/** @type {string} */ mask) => {
    const [head, tail] = mask.split(MASK);
    return key.startsWith(head) && key.endsWith(tail);
  };
  return { api, leave, isOwn };
}

await openLanguage();
document.title = `${t('title')} · BuzzChat`;
render(html`<${App} code=${takeCode()} />`, /** @type {Element} */ (document.getElementById('app')));
