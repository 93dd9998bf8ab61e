// @ts-check
// Role: begins to fetch the words that the core's sentences are found by, where the popup does not speak English, while the rest
// still loads. Must not: import more than that needs.

import { openWords } from '../ui/words.js';

/** Kept once they are there: the popup draws nothing before. */
export const words = openWords();
