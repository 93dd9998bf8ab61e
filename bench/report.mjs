// Makes one table of the figures that the benchmarks wrote down, and keeps it in bench/latest.json. It must not judge.
// @ts-check

import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bySite } from './by-site.mjs';

/** @typedef {{ what: string, value: number, unit: string, budget: string | null, site?: string }} Figure */

const [written] = process.argv.slice(2);
/** @type {Figure[]} */
const figures = readFileSync(written, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const taken = {
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}`,
};
writeFileSync(path.join(import.meta.dirname, 'latest.json'), `${JSON.stringify({ ...taken, figures }, null, 2)}\n`);

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const rows = figures.filter(({ site }) => !site).map(({ what, value, unit, budget }) => [what, `${number.format(value)} ${unit}`, budget ?? '']);
const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
console.log(`\n${taken.machine}, ${taken.date}, ${taken.commit}`);
for (const [what, value, budget] of rows) {
  console.log(`${what.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${budget && `(wanted: ${budget})`}`);
}
const ofSites = /** @type {import('./by-site.mjs').SiteFigure[]} */ (figures.filter(({ site }) => site));
if (ofSites.length) console.log(`\n${bySite(ofSites)}`);
