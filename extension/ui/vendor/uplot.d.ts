// Role: the types of uplot.js as far as our pages use it. Must not: describe what no page calls.

export interface Options {
  width: number;
  height: number;
  padding: number[];
  scales: Record<string, object>;
  series: object[];
  axes: object[];
  legend: { show: boolean };
  cursor: object;
  hooks: { setCursor: ((plot: Plot) => void)[] };
}

export interface Plot {
  cursor: { idx?: number | null };
  setSize(size: { width: number; height: number }): void;
  destroy(): void;
}

declare const uPlot: {
  new (options: Options, data: number[][], parent: Element): Plot;
  paths: { bars(options: object): unknown };
};
export default uPlot;
