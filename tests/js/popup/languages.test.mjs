// @ts-check
// Role: longer words than English has, and lines that run from right to left, find room: nothing is cut off or pushed out.
// Must not: judge a translation.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openPanel, openPopup, start, stop } from './stage.mjs';

before(start);
after(stop);

/** @typedef {import('playwright-core').Page} Page */

const spanish = JSON.parse(await readFile(new URL('../../../_locales/es/messages.json', import.meta.url), 'utf8'));
const LANGUAGES = {
  Spanish: Object.fromEntries(Object.entries(spanish).map(([key, { message }]) => [key, message])),
  'right to left': { uiDirection: 'rtl', uiLanguage: 'ar' },
};

/** Words of controls and headings that do not fit where they stand, and a page that is wider than its window. @param {Page} page */
const cutOff = (page) => page.evaluate(() => {
  const visible = [...document.querySelectorAll('button, [role=tab] span, h1, h2, label, th')].filter((element) => element.checkVisibility() && !element.matches('.heard, .heard *'));
  // An item's own words end in an ellipsis on purpose.
  const named = visible.filter((element) => !element.closest('.summary, .quick'));
  const over = named.filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline');
  const outside = named.filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < -1 || right > innerWidth + 1;
  });
  const wide = document.documentElement.scrollWidth > innerWidth ? ['the page itself'] : [];
  return [...wide, ...[...over, ...outside].map((element) => element.textContent)];
});

for (const [language, strings] of Object.entries(LANGUAGES)) {
  for (const [name, open] of Object.entries({ popup: openPopup, panel: openPanel })) {
    test(`${name}, ${language}: every tab has room for its words`, async () => {
      const page = await open({ strings });
      const tabs = page.getByRole('tab');
      await tabs.first().waitFor();
      for (const tab of await tabs.all()) {
        await tab.click();
        assert.deepEqual(await cutOff(page), [], await tab.innerText());
      }
      assert.deepEqual(page.faults, []);
    });
  }
}
