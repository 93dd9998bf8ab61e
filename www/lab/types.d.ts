// Role: the types of the lab, for the type checker only: what src/page/lab.rs hands over. Must not: hold anything that runs.

export type Kind = "seller" | "winner" | "api" | "command" | "faq" | "welcome" | "timer";
export interface Note { what: string; kind?: Kind; rule?: string; trigger?: string; text?: string; row?: number }
export interface Row { number: number; at: number; who: "viewer" | "bot" | "event"; author: string; text: string; notes: Note[] }
export interface Fault { row: number; message: string }
export interface Loaded { lines: number; length: number; faulty: number; faults: Fault[] }
export interface Problem { field: string; message: string }
export interface Totals {
  lines: number; said: number; questions: number; answered: number; commands: number; welcomed: number; timers: number;
  entered: number; alerts: number; skipped: number; digest: string;
}

/** The class `Lab` of `pkg/buzzchat.js`. What cannot be taken is thrown: a `Fault` by `load`, a `Problem` by the others. */
export interface Lab {
  load(text: string): Loaded;
  prepare(settings: string, plan: string): void;
  step(inputs: number): boolean;
  totals(): Totals;
  count(acted: boolean): number;
  place(row: number, acted: boolean): number;
  rows(acted: boolean, from: number, count: number): Row[];
  line_up(settings: string, least: number): void;
  sprint(batches: number): number;
}

/** The settings, by their documented names; the core alone checks them. */
export type Settings = Record<string, any>;
/** The moments of the seller's deeds as typed, `m:ss`. */
export interface Moments { open: string; close: string; draw: string }
export interface RunState { state: "idle" | "running" | "done" | "stopped"; ms: number; totals: Totals | null; drawn: number }
