// @ts-check
// Role: a long list of the API as it grows at its newest end while it is looked at, and backwards when asked to.
// Must not: know what is in it.

import { useRef, useState } from '../ui/vendor/htm-preact.js';
import { useDeed, useDesk, useRepeated } from './load.js';

/**
 * @template {{ id: string }} T
 * @typedef {{ items: T[], next: string | null }} Pages the newest first; `next` is where the page before them begins
 */
/**
 * @template {{ id: string }} T
 * @typedef {object} Kind
 * @property {(answer: any) => T[]} read the items of an answer
 * @property {(item: T) => string} place what stays the same as long as an item keeps its place among the others
 */

/**
 * @template {{ id: string }} T
 * @param {string} path @param {Kind<T>} kind @param {number} every milliseconds
 */
export function usePages(path, kind, every) {
  const { api } = useDesk();
  const [pages, setPages] = useState(/** @type {Pages<T> | null} */ (null));
  const [problem, setProblem] = useState('');
  const [turn, setTurn] = useState(0);
  const back = useDeed();
  // What is asked next depends on what came last, drawn or not.
  const held = useRef(pages);
  const hold = (/** @type {Pages<T>} */ next) => setPages((held.current = next));
  const ask = async (/** @type {string} */ query) => {
    const answer = await api.get(`${path}${query}`);
    return { items: kind.read(answer), next: /** @type {string | null} */ (answer.nextCursor) };
  };
  const look = async () => {
    try {
      hold(laidOver(held.current, await ask(''), kind.place));
      setProblem('');
    } catch (wrong) {
      setProblem(/** @type {Error} */ (wrong).message);
    }
  };
  useRepeated(look, every, [api, path, every, turn]);
  const older = () => back.run(async () => {
    const from = /** @type {Pages<T>} */ (held.current).next;
    const before = await ask(`?cursor=${from}`);
    const now = /** @type {Pages<T>} */ (held.current);
    // The list may have begun anew meanwhile.
    if (now.next === from) hold({ items: [...now.items, ...without(before.items, now.items)], next: before.next });
  });
  return { pages, problem: problem || back.problem, busy: back.busy, older, reload: () => setTurn((count) => count + 1) };
}

/**
 * The newest page over what was there before. Where nothing of the old kept its place in the new, something may lie between
 * the two, and the list begins anew.
 * @template {{ id: string }} T
 * @param {Pages<T> | null} held @param {Pages<T>} fresh @param {(item: T) => string} place @returns {Pages<T>}
 */
function laidOver(held, fresh, place) {
  const known = new Set(held?.items.map(place));
  if (!held || fresh.next === null || !fresh.items.some((item) => known.has(place(item)))) return fresh;
  return { items: [...fresh.items, ...without(held.items, fresh.items)], next: held.next };
}

/** @template {{ id: string }} T @param {T[]} items @param {T[]} others */
function without(items, others) {
  const ids = new Set(others.map(({ id }) => id));
  return items.filter(({ id }) => !ids.has(id));
}
