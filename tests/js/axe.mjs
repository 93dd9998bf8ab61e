// @ts-check
// Role: what axe says against a page, for the tests of every page. Must not: load anything into a page but axe.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds, one line a rule. Where the page is dark, only what depends on colours is looked at: the rest is what it is in
 * the light, and takes ten times as long.
 * @param {import('playwright-core').Page} page
 * @param {string} [within] a selector; the whole page where it is missing
 * @returns {Promise<string[]>}
 */
export async function complaints(page, within) {
  // A page's CSP forbids inline script, so axe comes in beside it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(async (within) => {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const options = dark ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {};
    const { violations } = await /** @type {any} */ (window).axe.run(within ? { include: [within] } : document, options);
    return violations;
  }, within);
  return found.map((/** @type {any} */ rule) => `${rule.id}: ${rule.nodes.map((/** @type {any} */ node) => node.html).join(' | ')}`);
}
