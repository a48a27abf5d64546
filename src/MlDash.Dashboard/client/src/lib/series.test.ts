import { describe, expect, it } from 'vitest';
import { placeOfStep, seriesOf, sizeOf } from './series';
import { stepsOf } from './trees';

const file = (path: string, series?: string, step?: number) => ({
    path,
    contentType: 'image/png',
    length: 1,
    checksum: '',
    at: null,
    description: null,
    ...(series === undefined ? {} : { series }),
    ...(step === undefined ? {} : { step }),
});

describe('the series of runs', () => {
    const one = [file('s/10.png', 's', 10), file('s/9.png', 's', 9), file('plot.png'), file('odd.png', 's')];
    const other = [file('s/10_1.png', 's', 10), file('s/10.png', 's', 10), file('s/20.png', 's', 20), file('a/1.png', 'a', 1)];

    it('are in the order of their names, with the steps of all runs', () =>
        expect(seriesOf([one, other]).map(({ name, steps }) => [name, steps])).toEqual([
            ['a', [1]],
            ['s', [9, 10, 20]],
        ]));

    it('have the files of each run by their step, several of one step in the order of their names', () => {
        const [a, s] = seriesOf([one, other]);
        expect(a?.runs[0]).toEqual([]);
        expect(s?.runs[0]?.map(({ step }) => step)).toEqual([9, 10]);
        expect(s?.runs[1]?.[0]?.files.map(({ path }) => path)).toEqual(['s/10.png', 's/10_1.png']);
    });

    it('may have names of the language', () => expect(seriesOf([[file('x', '__proto__', 1)]])[0]?.name).toBe('__proto__'));
    it('are none without files', () => expect(seriesOf([[], []])).toEqual([]));
});

describe('a slider over steps', () => {
    it('stands at the last one while none is wanted', () => expect(placeOfStep([1, 5, 9], null)).toBe(2));
    it('stands at the step before the one that is wanted, and at the first', () => expect([0, 1, 4, 5, 99].map((step) => placeOfStep([1, 5, 9], step))).toEqual([0, 0, 0, 1, 2]));
});

describe('the size of a file', () => {
    it('is pixels and seconds where they are known', () => {
        expect(sizeOf({ ...file('a'), width: 640, height: 480, duration: 2.50049 })).toBe('640 × 480, 2.5 s');
        expect(sizeOf({ ...file('a'), duration: 0 })).toBe('0 s');
        expect(sizeOf({ ...file('a'), width: 640 })).toBe('');
    });
});

describe('files with a series', () => {
    it('have their step by what was recorded, whatever their names are', () => {
        const found = stepsOf([file('s/00000003_1.png', 's', 3), file('s/00000003.png', 's', 3), file('s/00000007.jpg', 's', 7), file('x_4.png')]);
        expect(found.map(({ name, steps }) => [name, steps.map(({ step }) => step)])).toEqual([
            ['s', [3, 7]],
            ['s (2)', [3]],
            ['x_*.png', [4]],
        ]);
    });
});
