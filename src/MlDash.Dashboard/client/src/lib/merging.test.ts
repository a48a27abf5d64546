import { describe, expect, it } from 'vitest';
import { curve } from './curves.test.data';
import { curveOf, merge } from './merging';

describe('several curves as one', () => {
    it('are their mean and spread where they have the same x', () => {
        const found = merge([curve([[0, 1], [1, 5]]), curve([[0, 3], [1, 5]])]);
        expect(found.x).toEqual([0, 1]);
        expect(found.mean).toEqual([2, 5]);
        expect(found.deviation[0]).toBeCloseTo(Math.SQRT2, 12);
        expect(found.deviation[1]).toBe(0);
    });

    it('are read between their points in proportion', () => {
        expect(merge([curve([[0, 0], [10, 10]]), curve([[0, 0], [5, 15], [10, 20]])])).toMatchObject({ x: [0, 5, 10], mean: [0, 10, 15], count: [2, 2, 2] });
    });

    it('are merged only as far as each of them reaches', () => {
        expect(merge([curve([[0, 2], [1, 2]]), curve([[1, 4], [2, 4]])])).toMatchObject({ x: [0, 1, 2], mean: [2, 3, 4], count: [1, 2, 1] });
    });

    it('pass over what is not finite, and take the later point after a restart', () => {
        expect(merge([curve([[0, 1], [1, null], [2, 3], [0, 9]])])).toMatchObject({ x: [0, 2], mean: [9, 3] });
    });

    it('have a bounded number of points, with both ends', () => {
        const long = curve(Array.from({ length: 5000 }, (_, at) => [at, at] as [number, number]));
        const found = merge([long]);
        expect(found.x).toHaveLength(1000);
        expect([found.x[0], found.x[999]]).toEqual([0, 4999]);
    });

    it('have a band as wide as their spread', () => {
        const one = curve([[0, 1]]);
        const found = curveOf(merge([one, curve([[0, 3]])]), one);
        expect(found.lastY).toEqual([2]);
        expect(found.minY[0]).toBeCloseTo(2 - Math.SQRT2, 12);
        expect(found.maxY[0]).toBeCloseTo(2 + Math.SQRT2, 12);
    });
});
