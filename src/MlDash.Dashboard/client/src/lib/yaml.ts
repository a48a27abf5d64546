import { EVENT_ALIAS, EVENT_DOCUMENT, EVENT_MAPPING, EVENT_POP, EVENT_SCALAR, EVENT_SEQUENCE, getScalarValue, load, parseEvents, YAMLException } from 'js-yaml';

/** Something wrong in a text, at a line that counts from 1. */
export interface Problem {
    line: number;
    message: string;
}

/** The lines that the parts of a YAML text begin at, by their path: `charts`, `charts/0`, `charts/0/yKey`. */
export type Lines = Map<string, number>;

export interface ReadText {
    value: unknown;
    lines: Lines;
    problem: Problem | null;
}

/** Reads a text of YAML. An empty one has no value. */
export function readYaml(text: string): ReadText {
    try {
        if (!/^[^#\n]*[^#\s]/m.test(text)) return { value: null, lines: new Map(), problem: null };
        return { value: load(text), lines: linesOf(text), problem: null };
    } catch (fault) {
        if (!(fault instanceof YAMLException)) throw fault;
        return { value: null, lines: new Map(), problem: { line: (fault.mark?.line ?? 0) + 1, message: fault.reason } };
    }
}

interface Open {
    path: string;
    isMapping: boolean;
    key: string | null;
    count: number;
}

function linesOf(text: string): Lines {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    const lineAt = (offset: number) => {
        let [low, high] = [0, starts.length - 1];
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if ((starts[middle] ?? 0) <= offset) low = middle;
            else high = middle - 1;
        }
        return low + 1;
    };
    const lines: Lines = new Map();
    const open: (Open | null)[] = [];
    // The path of the part that begins here; null for a key.
    const step = (key: string | null): string | null => {
        const parent = open.at(-1);
        if (!parent) return '';
        const join = (name: string) => (parent.path === '' ? name : `${parent.path}/${name}`);
        if (!parent.isMapping) return join(String(parent.count++));
        if (parent.key === null) {
            parent.key = key ?? '';
            return null;
        }
        const path = join(parent.key);
        parent.key = null;
        return path;
    };
    for (const event of parseEvents(text, {})) {
        if (event.type === EVENT_DOCUMENT) open.push(null);
        else if (event.type === EVENT_POP) open.pop();
        else if (event.type === EVENT_ALIAS) step(null);
        else if (event.type === EVENT_SCALAR) {
            const parent = open.at(-1);
            const isKey = parent?.isMapping === true && parent.key === null;
            const name = isKey ? getScalarValue(text, event) : null;
            const path = step(name);
            // A part begins where its key does.
            if (isKey && parent) lines.set(parent.path === '' ? String(name) : `${parent.path}/${name}`, lineAt(Math.max(0, event.valueStart)));
            else if (path !== null && !lines.has(path)) lines.set(path, lineAt(Math.max(0, event.valueStart)));
        } else if (event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE) {
            const path = step('') ?? '';
            if (!lines.has(path)) lines.set(path, lineAt(event.start));
            open.push({ path, isMapping: event.type === EVENT_MAPPING, key: null, count: 0 });
        }
    }
    return lines;
}
