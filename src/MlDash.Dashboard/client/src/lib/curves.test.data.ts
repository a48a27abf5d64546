import type { CurveColumns } from './answers';

/** A curve of points, as the page has it from an answer. */
export function curve(points: [number, number | null][], change: Partial<CurveColumns> = {}): CurveColumns {
    const [x, y] = [points.map((point) => point[0]), points.map((point) => point[1])];
    const raw = { firstX: x, firstY: y, lastX: x, lastY: y, minX: x, minY: y, maxX: x, maxY: y, mean: y, count: y.map((one) => (one === null ? 0 : 1)) };
    return { field: 'loss', x: 'step', isElapsed: false, isRaw: true, isOrdered: true, nonFinite: 0, breaks: [], ends: [], ...raw, ...change };
}
