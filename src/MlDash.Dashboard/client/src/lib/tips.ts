import type { Stroke } from './colours';
import type { Line } from './curves';
import type { DrawnLine } from './picture';

/** The value of a line near the pointer. */
export interface TipLine {
    label: string;
    stroke: Stroke;
    x: number;
    y: number;
}

export interface Tip {
    lines: TipLine[];
    /** How many lines are not among them. */
    more: number;
}

/**
 * What lies at a place of x: the nearest point of each line, no further away than some distance unless the line leads past it; the greatest first.
 */
export function tipOf(lines: DrawnLine[], x: number, reach: number, most = 12): Tip {
    const nearest = new Map<string, TipLine>();
    for (const { label, stroke, line, part } of lines) {
        const at = part === 'line' ? nearestOf(line, x, reach) : null;
        if (at === null) continue;
        const found = { label, stroke, x: line.x[at] ?? 0, y: line.y[at] ?? 0 };
        const other = nearest.get(label);
        // After a restart, the later piece counts.
        if (!other || Math.abs(found.x - x) <= Math.abs(other.x - x)) nearest.set(label, found);
    }
    const sorted = [...nearest.values()].sort((one, other) => other.y - one.y);
    return { lines: sorted.slice(0, most), more: Math.max(0, sorted.length - most) };
}

function nearestOf({ x: xs, y: ys }: Line, x: number, reach: number): number | null {
    const [first, last] = [xs[0], xs[xs.length - 1]];
    if (first === undefined || last === undefined || x < first - reach || x > last + reach) return null;
    let [low, high] = [0, xs.length - 1];
    while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((xs[middle] ?? 0) <= x) low = middle;
        else high = middle;
    }
    const [left, right] = [finiteFrom(ys, low, -1), finiteFrom(ys, high, 1)];
    if (left === null || right === null) return left ?? right;
    return x - (xs[left] ?? 0) <= (xs[right] ?? 0) - x ? left : right;
}

function finiteFrom(ys: (number | null)[], at: number, step: number): number | null {
    for (let place = at; place >= 0 && place < ys.length; place += step) if (ys[place] !== null) return place;
    return null;
}
