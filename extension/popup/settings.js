// @ts-check
// Role: the settings' tab: who may use the API, where the relay is and whom it tells, the accounts and their file, and how pages are read.
// Must not: hold what a seller needs while on air.

import { html } from '../ui/vendor/htm-preact.js';
import { Accounts } from './accounts.js';
import { ApiAccess } from './api-access.js';
import { OwnPages } from './own-pages.js';
import { PageReading } from './page-reading.js';
import { Relay } from './relay.js';
import { SettingsFile } from './settings-file.js';
import { Webhooks } from './webhooks.js';

export const SettingsTab = () => html`
  <${ApiAccess} /><${Relay} /><${Webhooks} /><${Accounts} /><${SettingsFile} /><${OwnPages} /><${PageReading} />`;
