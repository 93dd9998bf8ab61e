// @ts-check
// Role: what a page asks of the API: once, again and again while it is looked at, or when a button is pressed.
// Must not: know what is asked.

import { createContext, html, useContext, useEffect, useState } from '../ui/vendor/htm-preact.js';
import { t } from '../ui/text.js';

/**
 * @typedef {import('./api.js').Api} Api
 * @typedef {{ api: Api, isOwn: (mask: string) => boolean, leave: () => void }} Desk `isOwn`: whether a masked key is the one in use
 */

const DeskContext = createContext(/** @type {Desk} */ (/** @type {unknown} */ (null)));

export const DeskProvider = DeskContext.Provider;

export const useDesk = () => useContext(DeskContext);

/**
 * Runs at once, again when asked to, and every so often unless nobody looks.
 * @param {() => Promise<void>} task
 * @param {number} every milliseconds; 0 for once
 * @param {unknown[]} inputs what it depends on
 */
export function useRepeated(task, every, inputs) {
  useEffect(() => {
    let [timer, over, busy] = [0, false, false];
    const run = async () => {
      if (busy || over) return;
      clearTimeout(timer);
      busy = true;
      await task();
      busy = false;
      if (!over && every && !document.hidden) timer = setTimeout(run, every);
    };
    const look = () => (document.hidden ? clearTimeout(timer) : every && run());
    document.addEventListener('visibilitychange', look);
    void run();
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, inputs);
}

/**
 * What an address holds. What was there stays while it is asked again.
 * @template T
 * @param {string} path
 * @param {number} [every] milliseconds; 0 for once
 * @returns {{ data: T | null, problem: string, reload: () => void }}
 */
export function useLoad(path, every = 0) {
  const { api } = useDesk();
  const [turn, setTurn] = useState(0);
  const [held, setHeld] = useState({ data: /** @type {T | null} */ (null), problem: '', path });
  const load = async () => {
    try {
      setHeld({ data: await api.get(path), problem: '', path });
    } catch (problem) {
      setHeld((before) => ({ ...before, problem: /** @type {Error} */ (problem).message, path }));
    }
  };
  useRepeated(load, every, [api, path, every, turn]);
  return { data: held.path === path ? held.data : null, problem: held.problem, reload: () => setTurn((count) => count + 1) };
}

/** A deed with what became of it, for a button and the line beside it. */
export function useDeed() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const run = async (/** @type {() => Promise<void>} */ deed) => {
    setBusy(true);
    setProblem('');
    try {
      await deed();
    } catch (wrong) {
      setProblem(/** @type {Error} */ (wrong).message);
    }
    setBusy(false);
  };
  return { run, busy, problem };
}

/**
 * What is drawn of something that is loaded.
 * @template T
 * @param {{ from: { data: T | null, problem: string }, draw: (data: T) => unknown }} props
 */
export const Loaded = ({ from: { data, problem }, draw }) => html`
  ${problem && html`<p class="problem" role="alert">${problem}</p>`}
  ${data === null ? !problem && html`<p class="soft" role="status">${t('loading')}</p>` : draw(data)}`;
