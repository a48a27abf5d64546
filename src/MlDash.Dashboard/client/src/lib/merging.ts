import type { CurveColumns } from './answers';
import { levelsOf } from './curves';
import { deviation, mean } from './statistics';

/** What several curves have in common: at each x their mean and how far they spread, of those that reach there. */
export interface Merged {
    x: number[];
    mean: number[];
    deviation: number[];
    /** How many curves reach there. */
    count: number[];
}

/** The most places of a merged curve. */
const places = 1000;

/** Curves as one: each is read between its points in proportion, at all x that any of them has. */
export function merge(curves: CurveColumns[]): Merged {
    const lines = curves.map(pointsOf).filter((line) => line.length > 0);
    const merged: Merged = { x: [], mean: [], deviation: [], count: [] };
    const cursors = lines.map(() => 0);
    for (const x of thinned([...new Set(lines.flatMap((line) => line.map(([at]) => at)))].sort((one, other) => one - other))) {
        const found: number[] = [];
        lines.forEach((line, which) => {
            let at = cursors[which] ?? 0;
            while (at < line.length - 1 && (line[at + 1]?.[0] ?? Infinity) <= x) at++;
            cursors[which] = at;
            const y = between(line, at, x);
            if (y !== null) found.push(y);
        });
        if (found.length === 0) continue;
        merged.x.push(x);
        merged.mean.push(mean(found));
        merged.deviation.push(deviation(found));
        merged.count.push(found.length);
    }
    return merged;
}

/** A merged curve as one that the rest of the page takes: its least and greatest values are a deviation away from its mean. */
export function curveOf(merged: Merged, like: CurveColumns): CurveColumns {
    const { x, mean: y, count } = merged;
    const shifted = (sign: number) => y.map((one, at) => one + sign * (merged.deviation[at] ?? 0));
    const raw = { firstX: x, firstY: y, lastX: x, lastY: y, minX: x, minY: shifted(-1), maxX: x, maxY: shifted(1), mean: y, count };
    return { ...like, ...raw, isRaw: true, isOrdered: true, breaks: [], ends: [] };
}

/** The points in the order of x; where x comes twice, after a restart, the later one counts. */
function pointsOf(curve: CurveColumns): [number, number][] {
    const found = new Map<number, number>();
    levelsOf(curve).forEach((y, at) => {
        const x = curve.lastX[at] ?? null;
        if (x !== null && y !== null) found.set(x, y);
    });
    return [...found].sort((one, other) => one[0] - other[0]);
}

function between(line: [number, number][], at: number, x: number): number | null {
    const [here, next] = [line[at], line[at + 1]];
    if (!here || x < here[0]) return null;
    if (x === here[0]) return here[1];
    return next ? here[1] + ((next[1] - here[1]) * (x - here[0])) / (next[0] - here[0]) : null;
}

const thinned = (xs: number[]): number[] => (xs.length <= places ? xs : Array.from({ length: places }, (_, at) => xs[Math.round((at * (xs.length - 1)) / (places - 1))] ?? 0));
