import { describe, expect, it } from 'vitest';
import { curve } from './curves.test.data';
import { labelled, pictureOf, xRange, yRange, type Labelled, type PictureLook } from './picture';

const stroke = { colour: '#000', dash: [] };
const usual: PictureLook = { smoother: 'ema', smoothing: 0, band: false, logX: false, logY: false };
const one = (points: [number, number | null][], change: Parameters<typeof curve>[1] = {}): Labelled => ({ label: 'a', stroke, curve: curve(points, change), isMerged: false });
const parts = (look: Partial<PictureLook>, ...curves: Labelled[]) => pictureOf(curves, { ...usual, ...look }).lines.map(({ part }) => part);

describe('a picture', () => {
    it('has a line for each curve', () => expect(parts({}, one([[0, 1]]), one([[0, 2]]))).toEqual(['line', 'line']));

    it('has the curve as it was behind the smoothed one', () => {
        expect(parts({ smoothing: 0.5 }, one([[0, 1], [1, 3]]))).toEqual(['faint', 'line']);
    });

    it('has a band where buckets hold more than a point, if asked for', () => {
        const buckets = { isRaw: false, minY: [0], maxY: [9] };
        expect(parts({ band: true }, one([[0, 1]], buckets))).toEqual(['edge', 'edge', 'line']);
        expect(parts({ band: true }, one([[0, 1]]))).toEqual(['line']);
        expect(pictureOf([one([[0, 1]], buckets)], { ...usual, band: true }).bands).toEqual([[0, 1]]);
    });

    it('leads through the means where a band has the least and the greatest', () => {
        const bucket = one([[0, 1]], { isRaw: false, mean: [5], minX: [0], minY: [0], maxX: [0], maxY: [9] });
        expect(pictureOf([bucket], { ...usual, band: true }).lines.at(-1)?.line.y).toEqual([5]);
        expect(pictureOf([bucket], usual).lines.at(-1)?.line.y).toEqual([1, 0, 9]);
    });

    it('says how many numbers a logarithmic axis leaves out, once', () => {
        const found = pictureOf([one([[0, 1], [1, -2], [2, 4]])], { ...usual, logX: true, logY: true, smoothing: 0.1 });
        expect(found.hidden).toBe(2);
        expect(found.lines[0]?.line).toEqual({ x: [1, 2], y: [null, 4] });
    });
});

describe('groups of curves', () => {
    const curves = [
        { path: 'a/1', curve: curve([[0, 1]], { nonFinite: 2 }) },
        { path: 'a/2', curve: curve([[0, 3]], { nonFinite: 1 }) },
        { path: 'b/1', curve: curve([[0, 7]]) },
    ];

    it('are their means, with how many runs they have', () => {
        const found = labelled(curves, [{ label: 'a', paths: ['a/1', 'a/2'] }, { label: 'b', paths: ['b/1'] }, { label: 'empty', paths: ['c'] }], () => stroke);
        expect(found.map(({ label, curve: merged, isMerged }) => [label, merged.lastY, merged.nonFinite, isMerged])).toEqual([
            ['a (2)', [2], 3, true],
            ['b (1)', [7], 0, false],
        ]);
        expect(parts({}, ...found)).toEqual(['edge', 'edge', 'line', 'line']);
    });

    it('are not made where each run has a line', () => expect(labelled(curves, null, () => stroke).map(({ label }) => label)).toEqual(['a/1', 'a/2', 'b/1']));

    it('draw no spread as a spike of the line', () => {
        const [merged] = labelled(curves, [{ label: 'a', paths: ['a/1', 'a/2'] }], () => stroke);
        const lines = pictureOf([merged as Labelled], usual).lines;
        expect(lines[2]?.line).toEqual({ x: [0], y: [2] });
    });
});

describe('the range of y', () => {
    const lines = pictureOf([one(Array.from({ length: 101 }, (_, at) => [at, at === 100 ? 1e9 : at]))], usual).lines;

    it('holds all there is in the part of x that is shown', () => expect(yRange(lines, 0, 50, false, false)).toEqual([-2.5, 52.5]));

    it('leaves outliers out if asked to', () => {
        const [least, most] = yRange(lines, 0, 100, true, false) ?? [0, 0];
        expect(least).toBeCloseTo(0.5, 6);
        expect(most).toBeCloseTo(99.5, 6);
    });

    it('is above zero for a logarithmic axis', () => {
        const [least, most] = yRange(pictureOf([one([[0, 1], [1, 100]])], { ...usual, logY: true }).lines, 0, 1, false, true) ?? [0, 0];
        expect(least).toBeCloseTo(100 ** -0.05, 9);
        expect(most).toBeCloseTo(100 * 100 ** 0.05, 9);
    });

    it('has some height where all values are the same, and is nothing where there is none', () => {
        expect(yRange(pictureOf([one([[0, 5]])], usual).lines, 0, 1, false, false)).toEqual([4.5, 5.5]);
        expect(yRange(lines, 200, 300, false, false)).toBeNull();
    });
});

describe('the range of x', () => {
    it('is that of the points', () => expect(xRange([1, 2, 9], false, false)).toEqual([1, 9]));
    it('has a single point in its middle, a minute around a time', () => {
        expect(xRange([5], false, false)).toEqual([4.5, 5.5]);
        expect(xRange([1e9], true, false)).toEqual([1e9 - 30, 1e9 + 30]);
        expect(xRange([8], false, true)).toEqual([4, 16]);
    });
    it('is there without any point', () => expect([xRange([], true, false), xRange([], false, true)]).toEqual([[0, 1], [1, 10]]));
});
