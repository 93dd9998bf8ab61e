// @ts-check
// Role: loads the core into a page, once, whoever asks for it first.
// Must not: know what the page wants of it.

/** Not a literal in `import()`: the package is built later, and the type checker would look for it. */
const CORE = '../pkg/buzzchat.js';

/** @type {Promise<any> | null} */
let opened = null;

/** @returns {Promise<any>} the core's module, ready; after a failure the next call tries again */
export function openCore() {
  opened ??= load().catch((error) => {
    opened = null;
    throw error;
  });
  return opened;
}

async function load() {
  const core = await import(CORE);
  await core.default();
  return core;
}
