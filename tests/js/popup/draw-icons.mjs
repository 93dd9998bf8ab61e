// @ts-check
// Role: draws extension/icons/icon-*.png from icon.svg: `node tests/js/popup/draw-icons.mjs`, after the mark has changed.
// Must not: run in a test; the pictures are committed.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ICONS = new URL('../../../extension/icons/', import.meta.url);
const SIZES = [16, 32, 48, 128];

const svg = await readFile(new URL('icon.svg', ICONS), 'utf8');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
for (const size of SIZES) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${svg}`);
  await page.screenshot({ path: fileURLToPath(new URL(`icon-${size}.png`, ICONS)), omitBackground: true });
}
await browser.close();
