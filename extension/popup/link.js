// @ts-check
// Role: calls the worker before anything else of the popup is there: its view is on the way while the rest still loads.
// Must not: import more than the call needs.

import { WorkerLink } from '../ui/worker-link.js';

export const link = new WorkerLink();

link.open();
