// @ts-check
// Role: the settings' tab: who may use the API, where the relay is, and how pages are read.
// Must not: hold what a seller needs while on air.

import { html } from '../ui/vendor/htm-preact.js';
import { ApiAccess } from './api-access.js';
import { OwnPages } from './own-pages.js';
import { PageReading } from './page-reading.js';
import { Relay } from './relay.js';

export const SettingsTab = () => html`<${ApiAccess} /><${Relay} /><${OwnPages} /><${PageReading} />`;
