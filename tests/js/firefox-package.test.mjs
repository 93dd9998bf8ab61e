// @ts-check
// Role: what Firefox's manifest says of itself, and what Mozilla's own linter says of dist/firefox, which must be built.
// Must not: let a warning pass that nobody has looked at.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const ROOT = new URL('../../', import.meta.url);
/**
 * The linter cannot tell that a value comes from our own package: a constant path, and Preact's own way to set HTML, which we
 * do not use; nor that Chrome's way into shadow roots is asked for only where Firefox's own is missing.
 */
const LOOKED_AT = [
  'UNSAFE_VAR_ASSIGNMENT extension/ui/core.js',
  'UNSAFE_VAR_ASSIGNMENT extension/ui/vendor/htm-preact.js',
  'UNSUPPORTED_API extension/content/quick/keys.js',
];

/** @typedef {{ code: string, file?: string, message: string }} Finding */

/** @returns {Promise<{ errors: Finding[], warnings: Finding[] }>} */
async function lint() {
  const words = ['node_modules/web-ext/bin/web-ext.js', 'lint', '--source-dir', 'dist/firefox', '--output', 'json', '--no-config-discovery'];
  const told = await promisify(execFile)(process.execPath, words, { cwd: ROOT }).catch((failed) => failed);
  return JSON.parse(told.stdout);
}

test("the side panel is Firefox's sidebar, and asks for nothing that only Chrome knows", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['extension/firefox.mjs'], { cwd: ROOT });
  const manifest = JSON.parse(stdout);
  assert.equal(manifest.sidebar_action.default_panel, 'extension/panel/panel.html');
  assert.deepEqual([manifest.side_panel, manifest.permissions.includes('sidePanel')], [undefined, false]);
});

test("the package for Firefox passes Mozilla's linter", async () => {
  const { errors, warnings } = await lint();
  assert.deepEqual(errors, []);
  assert.deepEqual(warnings.map(({ code, file }) => `${code} ${file}`).sort(), LOOKED_AT);
});
