// Role: turns manifest.json into the one Firefox takes: `node extension/firefox.mjs > dist/firefox/manifest.json`.
// Must not: ship, or hold a fact that Chrome's manifest could hold.

import { readFile } from 'node:fs/promises';

const { background, key, minimum_chrome_version, side_panel, permissions, ...manifest } = JSON.parse(await readFile(new URL('../manifest.json', import.meta.url), 'utf8'));

process.stdout.write(JSON.stringify({
  ...manifest,
  permissions: permissions.filter((name) => name !== 'sidePanel'),
  // Firefox's own name for the same place; it stays shut until the seller opens it.
  sidebar_action: {
    default_panel: side_panel.default_path,
    default_title: manifest.action.default_title,
    default_icon: manifest.action.default_icon,
    open_at_install: false,
  },
  // Firefox has no service workers for extensions: the same module runs in a page that comes and goes with its events.
  background: { scripts: [background.service_worker], type: background.type },
  browser_specific_settings: {
    gecko: {
      id: 'buzzchat@buzzchat.app',
      // The first release, on every device, that shows people what an extension collects before they install it.
      strict_min_version: '142.0',
      // What is read stays in the browser, or goes to the relay that the seller runs and has paired it with.
      data_collection_permissions: { required: ['none'] },
    },
  },
}, null, 2));
