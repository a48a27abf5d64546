import { describe, expect, it } from 'vitest';
import { deviation, extent, finite, histogram, mean, percentile } from './statistics';

describe('numbers', () => {
    it('are those of some values that are finite', () => expect(finite([1, '2', null, NaN, Infinity, true, -3])).toEqual([1, -3]));
    it('have a mean and a deviation', () => {
        expect(mean([2, 4, 9])).toBe(5);
        expect(deviation([2, 4, 9])).toBeCloseTo(Math.sqrt(13), 12);
        expect(deviation([7])).toBe(0);
    });
    it('have ends', () => expect(extent([3, -1, 2])).toEqual([-1, 3]));
});

describe('a percentile', () => {
    it.each([
        [0, 10],
        [0.5, 25],
        [0.25, 17.5],
        [1, 40],
    ])('of %d lies between two numbers in proportion', (part, wanted) => expect(percentile([40, 10, 30, 20], part)).toBe(wanted));
});

describe('a histogram', () => {
    it('counts every number once, the greatest too', () => expect(histogram([0, 1, 2, 3, 4], 2)).toEqual({ from: 0, to: 4, counts: [2, 3] }));
    it('has one part for numbers that are all the same', () => expect(histogram([5, 5], 3).counts).toEqual([2, 0, 0]));
});
