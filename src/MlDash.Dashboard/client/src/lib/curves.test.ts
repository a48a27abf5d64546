import { describe, expect, it } from 'vitest';
import { above, bandOf, linesOf, smoothLinesOf } from './curves';
import { curve } from './curves.test.data';

describe('the lines of a curve', () => {
    it('are its points', () => {
        expect(linesOf(curve([[0, 3], [1, 2], [2, 5]]))).toEqual([{ x: [0, 1, 2], y: [3, 2, 5] }]);
    });

    it('have the first, least, greatest and last point of a bucket from left to right', () => {
        const bucket = { firstX: [0], firstY: [1], minX: [7], minY: [-9], maxX: [3], maxY: [99], lastX: [9], lastY: [2], count: [10], mean: [1.5], isRaw: false };
        expect(linesOf(curve([[0, 0]], bucket))).toEqual([{ x: [0, 3, 7, 9], y: [1, 99, -9, 2] }]);
    });

    it('are pieces where x runs backwards', () => {
        expect(linesOf(curve([[0, 1], [1, 2], [0, 3], [1, 4]], { breaks: [2] }))).toEqual([{ x: [0, 1], y: [1, 2] }, { x: [0, 1], y: [3, 4] }]);
    });

    it('have a gap where a value is not finite', () => {
        expect(linesOf(curve([[0, 1], [1, null], [2, 3]], { breaks: [2] }))).toEqual([{ x: [0, above(0), 2], y: [1, null, 3] }]);
    });

    it('hide no point behind another with the same x', () => {
        const [line] = linesOf(curve([[5, 1], [5, 99], [5, 2]]));
        expect(line?.y).toEqual([1, 99, 2]);
        expect(new Set(line?.x).size).toBe(3);
        for (const x of line?.x ?? []) expect(x).toBeCloseTo(5, 12);
    });

    it('do not join points whose x is a value, not an axis', () => {
        const y = linesOf(curve([[0, 1], [1, 2]], { isOrdered: false }))[0]?.y;
        expect(y).toEqual([1, null, 2]);
    });
});

describe('the smoothed lines of a curve', () => {
    it('have the values of TensorBoard', () => {
        // m = 0.5 m + 0.5 y, divided by 1 - 0.5^n.
        const [line] = smoothLinesOf(curve([[0, 1], [1, 2], [2, 4]]), 0.5);
        expect(line?.y).toEqual([1, 1.25 / 0.75, 2.625 / 0.875]);
    });

    it('leave a constant as it is', () => {
        expect(smoothLinesOf(curve([[0, 0.1], [1, 0.1], [2, 0.1]]), 0.9)[0]?.y).toEqual([0.1, 0.1, 0.1]);
    });
});

describe('the band of a curve', () => {
    it('has the least and the greatest value of each bucket at the same x', () => {
        const found = bandOf(curve([[0, 5], [1, 6]], { isRaw: false, minY: [1, 2], maxY: [8, 9] }));
        expect(found).toEqual({ low: { x: [0, 1], y: [1, 2] }, high: { x: [0, 1], y: [8, 9] } });
    });

    it('has a gap where no line leads on', () => {
        expect(bandOf(curve([[0, 5], [1, 6]], { breaks: [1] })).low).toEqual({ x: [0, above(0), 1], y: [5, null, 6] });
    });
});

describe('the next number', () => {
    it.each([0, 1, -1, 1e300, -1e-300, 1795979189620])('is above %d by the least there is', (x) => {
        expect(above(x)).toBeGreaterThan(x);
        expect((x + above(x)) / 2 === x || (x + above(x)) / 2 === above(x)).toBe(true);
    });
});
