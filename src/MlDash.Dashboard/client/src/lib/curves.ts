import type { CurveColumns } from './answers';
import { smoothed, type Smoother } from './smoothing';

/** Points from left to right; y is null where no line leads on. */
export interface Line {
    x: number[];
    y: (number | null)[];
}

/** A line that x never runs backwards along: where it does, another piece begins. No two points have the same x, so that none hides another. */
class Pieces {
    readonly lines: Line[] = [];
    private last = Infinity;

    add(x: number, y: number, isJoined: boolean): void {
        let line = this.lines[this.lines.length - 1];
        if (!line || x < this.last) this.lines.push((line = { x: [], y: [] }));
        else if (!isJoined) put(line, this.last, null);
        put(line, x, y);
        this.last = x;
    }
}

/**
 * A curve as lines: of each bucket the first, least, greatest and last point in the order of x, so that no spike is lost.
 */
export function linesOf(curve: CurveColumns): Line[] {
    const pieces = new Pieces();
    const [breaks, ends] = [new Set(curve.breaks), new Set(curve.ends)];
    for (let at = 0; at < curve.count.length; at++) {
        const leadsHere = curve.isOrdered && !breaks.has(at) && !ends.has(at - 1);
        pointsOf(curve, at).forEach(([x, y], place) => pieces.add(x, y, place > 0 || leadsHere));
    }
    return pieces.lines;
}

/** The points, or the means of the buckets, smoothed, at the last point of each. */
export function smoothLinesOf(curve: CurveColumns, weight: number, how: Smoother = 'ema'): Line[] {
    const pieces = new Pieces();
    const breaks = new Set(curve.breaks);
    smoothed(how, curve.lastX, levelsOf(curve), weight).forEach((y, at) => {
        const x = curve.lastX[at];
        if (x !== null && x !== undefined && y !== null) pieces.add(x, y, !breaks.has(at));
    });
    return pieces.lines;
}

/** A value for each bucket: the point itself where it holds only one, else the mean. */
export const levelsOf = (curve: CurveColumns): (number | null)[] => (curve.isRaw ? curve.lastY : curve.mean);

/** The least and the greatest values of the buckets, as two lines with the same places; without the buckets that x runs backwards to. */
export function bandOf(curve: CurveColumns): { low: Line; high: Line } {
    const low: Line = { x: [], y: [] };
    const high: Line = { x: [], y: [] };
    const breaks = new Set(curve.breaks);
    let last = -Infinity;
    curve.lastX.forEach((x, at) => {
        if (x === null || x <= last) return;
        const joined = curve.isOrdered && !breaks.has(at);
        for (const [line, ys] of [[low, curve.minY] as const, [high, curve.maxY] as const]) {
            if (!joined && last > -Infinity) put(line, last, null);
            put(line, x, ys[at] ?? null);
        }
        last = x;
    });
    return { low, high };
}

function put(line: Line, x: number, y: number | null): void {
    const end = line.x[line.x.length - 1];
    line.x.push(end !== undefined && x <= end ? above(end) : x);
    line.y.push(y);
}

function pointsOf(curve: CurveColumns, at: number): [number, number][] {
    const found: [number, number][] = [];
    const corners: [(number | null)[], (number | null)[]][] = [
        [curve.firstX, curve.firstY],
        [curve.minX, curve.minY],
        [curve.maxX, curve.maxY],
        [curve.lastX, curve.lastY],
    ];
    for (const [xs, ys] of corners) {
        const [x, y] = [xs[at], ys[at]];
        if (x === null || x === undefined || y === null || y === undefined) continue;
        if (!found.some((point) => point[0] === x && point[1] === y)) found.push([x, y]);
    }
    return found.sort((one, other) => one[0] - other[0]);
}

const bits = new DataView(new ArrayBuffer(8));

/** The next number: no eye can tell them apart. */
export function above(x: number): number {
    if (x === 0) return Number.MIN_VALUE;
    bits.setFloat64(0, x);
    bits.setBigInt64(0, bits.getBigInt64(0) + (x > 0 ? 1n : -1n));
    return bits.getFloat64(0);
}
