import { describe, expect, it } from 'vitest';
import { ago, bytes, duration, number } from './texts';

describe('numbers', () => {
    it.each([
        [0, '0'],
        [1200, '1200'],
        [0.123456, '0.12346'],
        [1e-7, '1.000e-7'],
        [-12345678.9, '-1.235e+7'],
        [1e12, '1.000e+12'],
    ])('%d is shown as %s', (value, text) => expect(number(value)).toBe(text));
});

describe('lengths of time', () => {
    it.each([
        [0, '0s'],
        [61_000, '1m 1s'],
        [3_600_000, '1h'],
        [90_061_000, '1d 1h'],
    ])('%d ms is %s', (milliseconds, text) => expect(duration(milliseconds)).toBe(text));

    it('is said how long ago something was', () => {
        expect(ago(0, 5_000)).toBe('just now');
        expect(ago(0, 7_200_000)).toBe('2h ago');
    });
});

describe('bytes', () => {
    it.each([
        [999, '999 B'],
        [1_500, '1.50 KB'],
        [25_000_000, '25.0 MB'],
    ])('%d is %s', (length, text) => expect(bytes(length)).toBe(text));
});
