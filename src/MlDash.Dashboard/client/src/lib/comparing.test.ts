import { describe, expect, it } from 'vitest';
import type { MetricLine } from './answers';
import { titleOf } from './charts';
import { compare, compareGroups, groupBy } from './comparing';

const run = (...names: string[]): MetricLine[] =>
    names.map((name) => ({ name, points: 1, fields: [{ name: 'loss', last: 1, min: 1, max: 1, count: 1, nonFinite: 0 }] }));
const titles = (found: { charts: { metric: string; field: string }[] }) => found.charts.map(titleOf);

describe('the usual comparison', () => {
    it('has a line for each run of one folder, and the metrics that two of them have', () => {
        const found = compare(['a/x', 'a/y', 'a/z'], [run('train', 'only'), run('train', 'eval'), run('eval')]);
        expect(found.groups).toBeNull();
        expect(titles(found)).toEqual(['eval.loss', 'train.loss']);
    });

    it('has the mean of each of several folders, and the metrics that all runs have', () => {
        const found = compare(['a/x', 'a/y', 'b/x'], [run('train', 'eval'), run('train', 'eval'), run('train')]);
        expect(found.groups).toEqual([
            { label: 'a', paths: ['a/x', 'a/y'] },
            { label: 'b', paths: ['b/x'] },
        ]);
        expect(titles(found)).toEqual(['train.loss']);
    });

    it('has all metrics of a run alone', () => expect(titles(compare(['a/x'], [run('train', 'eval')]))).toEqual(['eval.loss', 'train.loss']));
});

describe('a comparison of groups that somebody chose', () => {
    it('has the metrics of any run', () => {
        const groups = groupBy(['a', 'b', 'c'], (path) => (path === 'b' ? 'second' : 'first'));
        expect(groups).toEqual([
            { label: 'first', paths: ['a', 'c'] },
            { label: 'second', paths: ['b'] },
        ]);
        expect(titles(compareGroups(groups, [run('x'), run('y')]))).toEqual(['x.loss', 'y.loss']);
    });
});
