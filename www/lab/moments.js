// @ts-check
// Role: the moments of the seller's deeds, between `m:ss` and milliseconds. Must not: know the page.

import { WORDS, clock } from './strings.js';

/**
 * @typedef {import('./types.d.ts').Moments} Moments
 * @typedef {{ at: number, do: keyof Moments }} Action
 */

export const DEEDS = /** @type {const} */ (['open', 'close', 'draw']);
const MOMENT = /^(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})$/;

/** @param {string} text @returns {number | null} */
export function parseMoment(text) {
  const parts = MOMENT.exec(text.trim());
  if (!parts) return null;
  const [hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** @param {string} text */
export const momentProblem = (text) => (text.trim() === '' || parseMoment(text) !== null ? '' : WORDS.badMoment);

/** @param {Moments} moments @returns {{ actions: Action[] }} as the core takes it; what cannot be read is left out */
export const planOf = (moments) => ({
  actions: DEEDS.flatMap((deed) => {
    const at = parseMoment(moments[deed]);
    return at === null ? [] : [{ at, do: deed }];
  }),
});

/** @param {{ actions: Action[] }} plan @returns {Moments} */
export function momentsOf(plan) {
  const of = (/** @type {keyof Moments} */ deed) => plan.actions.find((action) => action.do === deed);
  const text = (/** @type {keyof Moments} */ deed) => clockOf(of(deed)?.at);
  return { open: text('open'), close: text('close'), draw: text('draw') };
}

/** @param {number | undefined} at */
const clockOf = (at) => (at === undefined ? '' : clock(at));
