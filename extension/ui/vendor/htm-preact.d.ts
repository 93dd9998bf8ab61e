// Role: the types of htm-preact.js as far as our pages use it. Must not: describe what no page calls.

export type Node = object;
type Ref<T> = { current: T };

export function html(strings: TemplateStringsArray, ...values: unknown[]): Node;
export function render(tree: Node, parent: Element): void;
export function createContext<T>(value: T): { Provider: unknown; current?: T };
export function useContext<T>(context: { Provider: unknown; current?: T }): T;
export function useState<T>(initial: T | (() => T)): [T, (next: T | ((held: T) => T)) => void];
export function useReducer<S, A>(reduce: (state: S, action: A) => S, initial: S): [S, (action: A) => void];
export function useEffect(effect: () => void | (() => void), inputs?: unknown[]): void;
export function useLayoutEffect(effect: () => void | (() => void), inputs?: unknown[]): void;
export function useRef<T>(initial: T): Ref<T>;
export function useMemo<T>(make: () => T, inputs: unknown[]): T;
