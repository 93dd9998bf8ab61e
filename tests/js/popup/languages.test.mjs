// @ts-check
// Role: longer words than English has, and lines that run from right to left, find room: nothing is cut off or pushed out;
// and what core and content scripts say in English is read in the popup's language.
// Must not: judge a translation.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { busyShow } from '../panel/shown-lines.mjs';
import { openPanel, openPopup, openTab, sampleView, start, stop, tabDrawn } from './stage.mjs';

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
        await tabDrawn(page);
        assert.deepEqual(await cutOff(page), [], await tab.innerText());
      }
      assert.deepEqual(page.faults, []);
    });
  }
}

const strings = LANGUAGES.Spanish;

/** Kept where LANGUAGE_SHOTS names a folder. @param {Page} page @param {string} name */
async function shot(page, name) {
  const folder = process.env.LANGUAGE_SHOTS;
  for (const colorScheme of folder ? /** @type {const} */ (['light', 'dark']) : []) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` });
  }
}

test('Spanish: a refusal stands at its field in Spanish, and so does why a page is not written in', async () => {
  const message = 'commands[0].name must have 1 to 30 letters, digits, "_" or "-"';
  const refuse = { change_settings: { code: 'VALIDATION_ERROR', field: 'commands[0].name', message }, send_message: { code: 'BOT_INACTIVE', message: 'The bot is not active' } };
  const page = await openPopup({ strings, refuse });
  await page.getByText('Inicia sesión en este sitio para escribir en su chat.').waitFor();
  await page.getByRole('textbox', { name: 'Mensaje' }).fill('hola');
  await page.getByRole('button', { name: 'Enviar', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: /^El bot no está activo$/ }).waitFor();
  await shot(page, 'popup-home-es');
  await openTab(page, 'Comandos');
  await page.getByRole('group', { name: 'Comando 1', exact: true }).getByRole('button').first().click();
  await page.getByRole('textbox', { name: 'Nombre' }).first().fill('a b');
  await page.getByRole('alert').filter({ hasText: 'Debe tener de 1 a 30 letras, cifras, “_” o “-”' }).waitFor();
  await shot(page, 'popup-refused-es');
  assert.deepEqual(page.faults, []);
});

test('Spanish: what was not sent says why, a near rule why it kept silent, and a relay why it refused', async () => {
  const panel = await openPanel({ strings });
  await panel.getByRole('log').waitFor();
  await panel.evaluate((items) => /** @type {any} */ (window).fake.say(items), /** @type {any[]} */ (busyShow()));
  await panel.getByRole('log').getByText('Esperó demasiado').waitFor();
  await shot(panel, 'panel-chat-es');
  await openTab(panel, 'Cola 2 en espera');
  await panel.getByRole('region', { name: 'Sin enviar' }).getByText('Esperó demasiado').waitFor();
  await shot(panel, 'panel-queue-es');
  const view = sampleView();
  view.link = { state: 'refused', address: 'http://127.0.0.1:4117', workspace: null, problem: 'The pairing code is wrong, used or older than ten minutes' };
  const page = await openPopup({ strings, view });
  await openTab(page, 'Preguntas');
  const sentence = '"pay" is only a part of "payday", and whole words are looked for.';
  await page.evaluate((near) => void (/** @type {any} */ (window).fake.trials.payday = { near }), { id: 'faq_2', trigger: 'pay', sentence });
  await page.getByRole('textbox', { name: 'Probar la línea de un espectador' }).fill('payday');
  await page.getByText('“pay” es solo una parte de “payday”, y se buscan palabras completas.').waitFor();
  await shot(page, 'popup-tester-es');
  await openTab(page, 'Ajustes');
  await page.getByText(/^Rechazado: El código de emparejamiento está mal/).waitFor();
  await shot(page, 'popup-settings-es');
  assert.deepEqual([...panel.faults, ...page.faults], []);
});
