import { describe, expect, it } from 'vitest';
import { formatted, ticksOf } from './formats';

describe('a number in a format', () => {
    it.each([
        [0.123456, null, '0.12346'],
        [0.123456, '.2f', '0.12'],
        [1234567.891, ',.1f', '1,234,567.9'],
        [1234567.8912, ',.4f', '1,234,567.8912'],
        [0.256, '.0%', '26%'],
        [12345, '.2e', '1.23e+4'],
        [1500, '.2s', '1.5k'],
        [0.0015, '.2s', '1.5m'],
        [1500, '.3~s', '1.5k'],
        [2, '.3~f', '2'],
        [41.7, 'd', '42'],
        [3.14159, '.3g', '3.14'],
        [1234.5, '.2r', '1200'],
        [7, 'nonsense', '7'],
    ])('%d as %s is %s', (value, specifier, text) => expect(formatted(value, specifier)).toBe(text));
});

describe('grid lines', () => {
    it.each([
        [0, 200, 4, [0, 50, 100, 150, 200]],
        [-0.1, 0.35, 3, [-0.1, 0, 0.1, 0.2, 0.3]],
        [1, 199, 4, [50, 100, 150]],
        [5, 5, 4, [5]],
    ])('from %d to %d, about %d of them', (least, most, count, ticks) => expect(ticksOf(least, most, count)).toEqual(ticks));
});
