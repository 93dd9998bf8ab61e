// @ts-check
// Role: what Mozilla's own linter says of dist/firefox, which must be built.
// Must not: let a warning pass that nobody has looked at.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const ROOT = new URL('../../', import.meta.url);
/** The linter cannot tell that the value comes from our own package: a constant path twice, and Preact's own way to set HTML, which we do not use. */
const LOOKED_AT = [
  'UNSAFE_VAR_ASSIGNMENT extension/lab/lab.js',
  'UNSAFE_VAR_ASSIGNMENT extension/ui/drafts.js',
  'UNSAFE_VAR_ASSIGNMENT extension/ui/vendor/htm-preact.js',
];

/** @typedef {{ code: string, file?: string, message: string }} Finding */

/** @returns {Promise<{ errors: Finding[], warnings: Finding[] }>} */
async function lint() {
  const words = ['node_modules/web-ext/bin/web-ext.js', 'lint', '--source-dir', 'dist/firefox', '--output', 'json', '--no-config-discovery'];
  const told = await promisify(execFile)(process.execPath, words, { cwd: ROOT }).catch((failed) => failed);
  return JSON.parse(told.stdout);
}

test("the package for Firefox passes Mozilla's linter", async () => {
  const { errors, warnings } = await lint();
  assert.deepEqual(errors, []);
  assert.deepEqual(warnings.map(({ code, file }) => `${code} ${file}`).sort(), LOOKED_AT);
});
