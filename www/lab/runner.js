// @ts-check
// Role: drives the core in slices that leave the page alive, and measures how long the core itself took.
// Must not: draw, or know settings.

/** @typedef {import('./types.d.ts').Lab} Lab */

/** A slice ends after this time. */
const SLICE_MS = 12;
/** The inputs handed over between two looks at the clock. */
const INPUTS = 64;
/** The page hears of the progress at most this often. */
const TELL_MS = 100;
/** A measurement takes at least so many lines. */
const SPRINT_LINES = 200_000;

const breathe = () => new Promise((resolve) => setTimeout(resolve));

/**
 * Works until there is nothing left to do or somebody stops it.
 * @param {() => boolean} work a little of it; whether there is more
 * @param {{ signal: AbortSignal, tell: (ms: number) => void }} options `tell` hears the time the work itself took
 * @returns {Promise<number>} that time in the end
 */
async function inSlices(work, { signal, tell }) {
  let spent = 0;
  let told = performance.now();
  for (let more = true; more && !signal.aborted;) {
    const began = performance.now();
    do more = work(); while (more && performance.now() - began < SLICE_MS);
    spent += performance.now() - began;
    if (performance.now() - told > TELL_MS) {
      tell(spent);
      told = performance.now();
    }
    await breathe();
  }
  return spent;
}

/** @param {Lab} lab prepared @param {{ signal: AbortSignal, tell: (ms: number) => void }} options */
export const run = (lab, options) => inSlices(() => lab.step(INPUTS), options);

/**
 * The engine alone: lines lie ready, no transcript is written.
 * @param {Lab} lab
 * @param {string} settings
 * @returns {Promise<{ lines: number, ms: number }>}
 */
export async function measure(lab, settings) {
  lab.line_up(settings, SPRINT_LINES);
  let lines = 0;
  const work = () => {
    const read = lab.sprint(10);
    lines += read;
    return read > 0;
  };
  const ms = await inSlices(work, { signal: new AbortController().signal, tell: () => {} });
  return { lines, ms };
}
