import { describe, expect, it } from 'vitest';
import { axisOf, steps, widthOf } from './axes';

describe('the scale of a column', () => {
    it('has numbers in proportion', () => {
        const axis = axisOf('params.a', [0, 5, 10, null, NaN]);
        expect(axis.kind).toBe('linear');
        expect([0, 5, 10].map((value) => axis.place(value))).toEqual([0, 0.5, 1]);
        expect(axis.at(0.25)).toBe(2.5);
        expect([axis.place(null), axis.place('x')]).toEqual([null, null]);
        expect(axis.ticks.map(({ text }) => text)).toEqual(['0', '2', '4', '6', '8', '10']);
    });

    it('has numbers of very different size by their size', () => {
        const axis = axisOf('params.lr', [1e-5, 1e-3, 1e-1]);
        expect(axis.kind).toBe('log');
        expect(axis.place(1e-3)).toBeCloseTo(0.5, 12);
        expect(axis.at(0.25)).toBeCloseTo(1e-4, 12);
        expect(axis.place(-1)).toBeNull();
    });

    it('has texts one after another', () => {
        const axis = axisOf('params.arch', ['vit', 'cnn', 'vit', 'mlp']);
        expect(axis.ticks.map(({ text }) => text)).toEqual(['cnn', 'mlp', 'vit']);
        expect(axis.place('mlp')).toBe(0.5);
        expect(axis.at(0.5)).toBeNaN();
    });

    it('has a place for a number that all runs have', () => expect(axisOf('params.seed', [7, 7]).place(7)).toBe(0.5));
});

describe('round numbers', () => {
    it.each([
        [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
        [-37, 12, [-30, -20, -10, 0, 10]],
    ])('lie from %d to %d', (low, high, wanted) => expect(steps(low, high)).toEqual(wanted));
});

describe('the width of an axis', () => {
    it('has room for its longest label', () => {
        expect(widthOf(null)).toBe(60);
        expect(widthOf(['0', '1'])).toBe(60);
        expect(widthOf(['0', '24,000,000,000'])).toBe(118);
    });
});
