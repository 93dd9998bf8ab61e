// Role: puts the figures that every site has into one table, a row a site. Must not: judge, or know a site or a figure.
// @ts-check

/** @typedef {{ site: string, what: string, value: number, unit: string, budget: string | null }} SiteFigure */

const number = (/** @type {number} */ value) => value.toLocaleString('en', value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });

/** @param {SiteFigure[]} figures @returns {string} */
export function bySite(figures) {
  const kinds = [...new Map(figures.map(({ what, unit }) => [what, unit]))];
  const cell = (/** @type {string} */ site, /** @type {string} */ kind) => {
    const figure = figures.find(({ site: other, what }) => other === site && what === kind);
    if (!figure) return '';
    return number(figure.value) + (figure.budget ? ` (${figure.budget})` : '');
  };
  const sites = [...new Set(figures.map(({ site }) => site))];
  const rows = [['', ...kinds.map(([what, unit]) => `${what}${unit && `, ${unit}`}`)], ...sites.map((site) => [site, ...kinds.map(([what]) => cell(site, what))])];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((text, column) => text.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}
