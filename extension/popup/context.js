// @ts-check
// Role: what every part of the popup is handed: the worker's newest view and the ways to act on it.
// Must not: draw.

import { createContext, useContext, useLayoutEffect, useState } from '../ui/vendor/htm-preact.js';

/**
 * @typedef {import('../ui/types.d.ts').View} View
 * @typedef {import('../ui/types.d.ts').Settings} Settings
 * @typedef {import('../ui/types.d.ts').Command} Command
 * @typedef {object} Popup
 * @property {View} view as the worker sent it
 * @property {Settings} settings as the person wants them, unsaved edits included
 * @property {import('../ui/worker-link.js').WorkerLink} link
 * @property {import('../ui/autosave.js').Autosave} autosave
 * @property {import('../ui/drafts.js').Drafts} drafts
 * @property {(undo: import('./footer.js').Undo) => void} offerUndo
 * @property {string} newKey the text of an API key just made, which exists nowhere else
 * @property {(text: string) => void} setNewKey
 */

const PopupContext = createContext(/** @type {Popup} */ (/** @type {unknown} */ (null)));

export const PopupProvider = PopupContext.Provider;

export const usePopup = () => useContext(PopupContext);

/**
 * Half-typed text that outlives the popup.
 * @param {string} name
 * @returns {[string, (text: string) => void]} the text ("" if none) and how to change it
 */
export function useDraft(name) {
  const { drafts } = usePopup();
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
  const { link } = usePopup();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const run = async (/** @type {Command} */ command) => {
    setBusy(true);
    setProblem('');
    const outcome = await link.command(command);
    setBusy(false);
    if (outcome.type === 'refused') setProblem(outcome.message);
    return outcome;
  };
  return { run, busy, problem };
}
