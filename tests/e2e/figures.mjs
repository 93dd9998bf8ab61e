// Prints what a benchmark measured, and writes it where `./build.sh bench` gathers it. It must not judge.
// @ts-check

import { appendFileSync } from 'node:fs';

/** @param {string} what @param {number} value @param {string} unit @param {string | null} budget */
export function figure(what, value, unit, budget) {
  console.log(`${what}: ${value.toFixed(1)} ${unit}${budget ? `  (wanted: ${budget})` : ''}`);
  if (process.env.BENCH_FIGURES) appendFileSync(process.env.BENCH_FIGURES, `${JSON.stringify({ what, value, unit, budget })}\n`);
}

/** @param {number[]} values @param {number} share */
export const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;

/** @param {string} what @param {number[]} values milliseconds @param {(string | null)[]} budgets of the median and of p99 */
export function report(what, values, budgets) {
  figure(`${what}, p50 of ${values.length}`, quantile(values, 0.5), 'ms', budgets[0] ?? null);
  figure(`${what}, p99`, quantile(values, 0.99), 'ms', budgets[1] ?? null);
}
