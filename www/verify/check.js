// Role: verifies a file with the core, in slices short enough that the page never stands still. It must not touch the page.
// @ts-check

/**
 * The core's verifier, as wasm-bindgen makes it from src/page/verify.rs.
 * @typedef {object} DrawVerifier
 * @property {(piece: Uint8Array) => void} append
 * @property {(entrants: number) => number} step
 * @property {(name: string) => number | undefined} place
 * @property {() => string} round
 * @property {() => string[]} keywords
 * @property {() => number} entrants
 * @property {() => number} draws
 * @property {(draw: number) => string[]} winners
 * @property {() => string} commitment
 * @property {() => string} root
 * @property {() => string[]} proven
 * @property {() => string[]} unproven
 * @property {() => void} free
 */
/** @typedef {{ default: () => Promise<unknown>, DrawVerifier: new (size: number) => DrawVerifier }} Core */

const PIECE_BYTES = 1 << 20;
/** A slice grows towards this long, half of what a page may take without a stutter. */
const SLICE_MS = 8;
const FIRST_SLICE = 500;
const LARGEST_SLICE = 20_000;

/** There is no core to check with. */
export class NoCore extends Error {}
/** The browser could not read the file. */
export class Unreadable extends Error {}

/** @type {Promise<Core> | undefined} */
let loading;

/** @returns {Promise<Core>} */
async function loadCore() {
  /** @type {Core} */
  const core = await import(/** @type {string} */ ('/pkg/buzzchat.js'));
  await core.default();
  return core;
}

/** @returns {Promise<Core>} */
export function core() {
  loading ??= loadCore().catch((error) => {
    loading = undefined;
    throw new NoCore(String(error));
  });
  return loading;
}

/**
 * Resolves to the finished verifier. Rejects with the reason when the proof does not hold.
 * @param {File} file
 * @param {{ signal: AbortSignal, onRead: (part: number) => void, onStep: (part: number) => void }} watch
 * @returns {Promise<DrawVerifier>}
 */
export async function check(file, { signal, onRead, onStep }) {
  const { DrawVerifier } = await core();
  const verifier = new DrawVerifier(file.size);
  try {
    for (let at = 0; at < file.size; at += PIECE_BYTES) {
      const piece = await file.slice(at, at + PIECE_BYTES).arrayBuffer().catch((error) => Promise.reject(new Unreadable(String(error))));
      signal.throwIfAborted();
      verifier.append(new Uint8Array(piece));
      onRead(at / file.size);
    }
    let slice = FIRST_SLICE;
    for (let part = 0; part < 1; ) {
      const began = performance.now();
      part = verifier.step(slice);
      const took = Math.max(performance.now() - began, 0.1);
      slice = Math.max(1, Math.min(LARGEST_SLICE, slice * 2, Math.floor((slice * SLICE_MS) / took)));
      onStep(part);
      await nextTask();
      signal.throwIfAborted();
    }
    return verifier;
  } catch (error) {
    verifier.free();
    throw error;
  }
}

/** Lets the browser paint and listen. A timer would wait 4 ms each time. */
const nextTask = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(null);
  });
