// @ts-check
// Role: what every part of an extension page is handed: the worker's newest view and the ways to act on it.
// Must not: draw.

import { createContext, useContext, useLayoutEffect, useState } from './vendor/htm-preact.js';
import { worded } from './words.js';

/**
 * @typedef {import('./types.d.ts').View} View
 * @typedef {import('./types.d.ts').Settings} Settings
 * @typedef {import('./types.d.ts').Command} Command
 * @typedef {object} Ui
 * @property {View} view as the worker sent it
 * @property {Settings} settings as the person wants them, unsaved edits included
 * @property {import('./worker-link.js').WorkerLink} link
 * @property {import('./autosave.js').Autosave} autosave
 * @property {import('./drafts.js').Drafts} drafts
 * @property {(undo: import('../popup/footer.js').Undo) => void} offerUndo
 * @property {string} newKey the text of an API key just made, which exists nowhere else
 * @property {(text: string) => void} setNewKey
 * @property {string} newSecret the same of a webhook
 * @property {(text: string) => void} setNewSecret
 */

const UiContext = createContext(/** @type {Ui} */ (/** @type {unknown} */ (null)));

export const UiProvider = UiContext.Provider;

export const useUi = () => useContext(UiContext);

/**
 * Half-typed text that outlives the popup.
 * @param {string} name
 * @returns {[string, (text: string) => void]} the text ("" if none) and how to change it
 */
export function useDraft(name) {
  const { drafts } = useUi();
  const [text, setText] = useState(() => drafts.read(name));
  useLayoutEffect(() => drafts.subscribe(() => setText(drafts.read(name))), [drafts, name]);
  const change = (/** @type {string} */ next) => {
    drafts.write(name, next);
    setText(next);
  };
  return [text, change];
}

/** A command with what became of it, for a button and the field or line beside it. */
export function useCommand() {
  const { link } = useUi();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const run = async (/** @type {Command} */ command) => {
    setBusy(true);
    setProblem('');
    const outcome = await link.command(command);
    setBusy(false);
    if (outcome.type === 'refused') setProblem(worded(outcome.message));
    return outcome;
  };
  return { run, busy, problem };
}
