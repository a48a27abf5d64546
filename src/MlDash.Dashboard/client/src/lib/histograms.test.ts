import { expect, it } from 'vitest';
import { areHistograms, histogramsOf, patchesOf, rangeOf, type StepHistogram } from './histograms';

const of = (step: number, edges: number[], counts: number[]): StepHistogram => ({ step, edges, counts, nan: 0, inf: 0 });

it('entries with edges and counts are histograms, in the order of their steps', () => {
    const columns = { step: [2, 1, 3], edges: [[0, 1], [0, 2], null], counts: [[5], [6], [7]], nan: [null, 4, null] };
    expect(histogramsOf({ topic: 'w', at: [1, 2, 3], columns, hasMore: false })).toEqual([{ ...of(1, [0, 2], [6]), nan: 4 }, of(2, [0, 1], [5])]);
    expect([areHistograms(['counts', 'edges', 'step']), areHistograms(['counts'])]).toEqual([true, false]);
});

it('an entry whose edges do not fit its counts, or are no numbers, is left out', () => {
    const columns = { edges: [[0, 1], [0, 'x'], 'text', []], counts: [[1, 2], [1], [1], []] };
    expect(histogramsOf({ topic: 'w', at: [1, 2, 3, 4], columns, hasMore: false })).toEqual([]);
});

it('an entry without a step has its place as one', () => {
    const found = histogramsOf({ topic: 'w', at: [7, 8], columns: { edges: [[0, 1], [0, 1]], counts: [[1], [2]] }, hasMore: false });
    expect(found.map(({ step }) => step)).toEqual([0, 1]);
});

it('each step is a column of patches over the range of all, as dense as its numbers are', () => {
    const steps = [of(0, [0, 1, 2], [4, 1]), of(1, [2, 4], [9])];
    expect(rangeOf(steps)).toEqual([0, 4]);
    expect(patchesOf(steps)).toEqual([
        { x: 0, width: 0.5, y: 0, height: 0.25, density: 1 },
        { x: 0, width: 0.5, y: 0.25, height: 0.25, density: 0.25 },
        { x: 0.5, width: 0.5, y: 0.5, height: 0.5, density: 1 },
    ]);
});

it('empty bins have no patch, and numbers at the ends of all doubles have one', () => {
    const [patch, ...others] = patchesOf([of(0, [-Number.MAX_VALUE, 0, Number.MAX_VALUE], [0, 3])]);
    expect(others).toEqual([]);
    expect(patch).toEqual({ x: 0, width: 1, y: 0.5, height: 0.5, density: 1 });
});
