// Role: the types the content scripts share, for the type checker only; nothing here runs and nothing is shipped to a page.
// Must not: describe more than sites/schema.json (adapters) and tests/fixtures/protocol/page-*.json (messages) allow.

interface AdapterField {
  select: string[];
  from?: "text" | "attr" | "href";
  attr?: string;
  capture?: string;
  or?: AdapterField;
  fallback?: "none" | "afterAuthor" | "firstStrong" | "lastLeaf";
  strip?: string[];
  imageText?: "alt" | "none";
  retry?: number;
}

interface AdapterEvent {
  kind: string;
  select?: string[];
  textIs?: Record<string, string>;
  scope?: "item" | "page" | "list";
  strip?: string[];
}

interface Adapter {
  id: string;
  name: string;
  revision: number;
  confidence: { read: string; send: string };
  route: { path: string; query?: Record<string, string>; channel?: string; shows?: string[]; spa?: boolean };
  channelDefault?: string;
  container: { select: string[]; within?: string[]; pick?: "first" | "last" | "withItems" };
  item: {
    select: string[];
    ignore?: string[];
    deleted?: string[];
    deletedText?: string[];
    quote?: string[];
    key: { from: "attr" | "content"; attr?: string; onParent?: boolean; temporaryBelow?: number; temporaryPrefix?: string };
    recycles?: boolean;
    newest?: "last" | "anywhere";
  };
  author: AdapterField;
  login?: AdapterField;
  text: AdapterField;
  roles?: { role: string; select: string[]; attr?: string; is?: string }[];
  events?: AdapterEvent[];
  observe: {
    childList: boolean;
    subtree: boolean;
    characterData?: boolean;
    attributes?: string[];
    rescanMs?: number;
    settleMs?: number;
    watchdogMs?: number;
    windowRows?: number;
    sameContentMs?: number;
  };
  tap?: { silentMs: number };
  hiddenTab?: "ok" | "lossy" | "unknown";
  input?: {
    select: string[];
    within?: string[];
    near?: string[];
    kind: string;
    disabled?: string[];
    login?: string[];
    blocked?: string[];
    notice?: string[];
  };
  submit?: { order: ("button" | "enter")[]; button?: string[]; emptiesWithinMs?: number; echoWithinMs?: number };
  self?: { select?: string[]; cookie?: string; ownRow?: string[]; echoMs?: number };
  limits: { maxChars: number; honourMaxlength?: boolean; forbidPrefix?: string[] };
}

interface ChatLine {
  author: string;
  text: string;
  roles: string[];
  kind: string;
  own: boolean;
  say: string | null;
}

type SayState = "typed" | "seen" | "refused" | "unconfirmed";
interface TypedLine { id: string; state: SayState; reason: string }
interface RememberedLine extends TypedLine { text: string; at: number; submitted: boolean }
interface SayOrder { id: string; text: string; patience: number }
interface PageMessage { type: string; [field: string]: unknown }

type WorkerMessage =
  | { type: "adapter"; adapter: Adapter; sending: boolean }
  | { type: "none" }
  | { type: "ack"; upTo: number }
  | ({ type: "say" } & SayOrder)
  | { type: "quick_replies"; shown: boolean; items: { id: string; text: string }[] }
  | { type: "check"; id: string };

/** What was read of one list, for a newer copy of the script. */
interface ReaderMemory { keys: string[]; known: string[]; asides: [string, string][] }

/** An adapter with its selector lists joined and its patterns compiled, so that reading a row does neither. */
interface Plan {
  adapter: Adapter;
  /** Which selectors are no CSS, in words for the seller; empty where all are. */
  faults: { reading: string; writing: string };
  item: string;
  ignore: string;
  deleted: string;
  deletedTexts: string[];
  /** What a row shows of another line. */
  quote: string;
  ownRow: string;
  /** As `page.accountName` makes it. */
  ownName: string;
  /** Every selector that marks a row as more than an ordinary line. */
  marks: string;
  roles: { role: string; select: string; attr: string; is: RegExp | null }[];
  events: { kind: string; aside: boolean; inList: boolean; select: string; strip: string[]; texts: RegExp[] }[];
}

interface Draft {
  text: string;
  /** Brings it back with what the page took along; the focus stays in the box where the seller has come to use it. */
  restore(stay: boolean, beside: string): Promise<void>;
}

interface Box {
  element: HTMLElement;
  text(): string;
  put(text: string): Promise<void>;
  clear(): Promise<void>;
  remove(text: string): Promise<void>;
  keep(): Draft;
}

/**
 * What came of one attempt: `disturbed` was not submitted and may be tried again; `left` and `kept` tell what the box did with
 * a line that was, which is not yet what the site did with it.
 */
interface Verdict {
  state: "left" | "kept" | "refused" | "disturbed";
  reason: string;
}

/** What an attempt needs of the writer. */
interface Writing {
  place: any;
  seller: any;
  ledger: any;
  stopped: boolean;
  /** What watches over the draft after the last line. */
  guard: any;
  openBox(): Box | null;
  /** Whether this is another stream's page by now. */
  streamLeft(): boolean;
}

interface PagePort {
  postMessage(message: unknown): void;
  disconnect(): void;
  onMessage: { addListener(listener: (message: any) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}

declare var chrome: {
  runtime: { id?: string; lastError?: unknown; connect(options: { name: string }): PagePort };
  dom?: { openOrClosedShadowRoot(element: HTMLElement): ShadowRoot | null };
  i18n: { getMessage(name: string, parts?: string[]): string };
};
/** What the seller pointed at, as selectors. */
interface PickedPage {
  container: string;
  item: string;
  author: string;
  text: string;
  input?: string;
  button?: string;
  recycles: boolean;
}

declare var buzzchat: any;
