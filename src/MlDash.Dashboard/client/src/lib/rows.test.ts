import { describe, expect, it } from 'vitest';
import type { RunLine, Value } from './answers';
import { between, groupsOf, rowsOf, summaryOf } from './rows';

const run = (path: string, values: Value[], tags: string[] = []): RunLine => ({ path, name: path, status: 'completed', startedAt: null, endedAt: null, tags, values });
const runs = [run('a/1', [0.1], ['x', 'b']), run('a/2', [0.2], ['b', 'x']), run('c', [0.1])];
const told = (by: string) => groupsOf(runs, by, 0).map(({ label, runs: inside }) => [label, inside.length]);

describe('groups of rows', () => {
    it('are those of a parameter', () => expect(told('params.lr')).toEqual([['lr = 0.1', 2], ['lr = 0.2', 1]]));
    it('are those of tags', () => expect(told('tags')).toEqual([['b, x', 2], ['no tags', 1]]));
    it('are those of folders', () => expect(told('folder')).toEqual([['a', 2], ['top', 1]]));
    it('say so where a run has no value', () => expect(groupsOf([run('a', [null])], 'params.lr', 0)[0]?.label).toBe('no lr'));

    it('show their runs when they are open', () => {
        const kinds = rowsOf(groupsOf(runs, 'folder', 0), new Set(['a'])).map((row) => (row.kind === 'run' ? row.run.path : `${row.group.label} ${row.isOpen}`));
        expect(kinds).toEqual(['a true', 'a/1', 'a/2', 'top false']);
    });
});

describe('rows from one to another', () => {
    const rows = rowsOf(groupsOf(runs, 'folder', 0), new Set(['a', 'top']));
    it('are the runs between them, in whatever direction', () => {
        expect(between(rows, 'a/2', 'c')).toEqual(['a/2', 'c']);
        expect(between(rows, 'c', 'a/1')).toEqual(['a/1', 'a/2', 'c']);
    });
    it('are the last one alone where the first is not there', () => expect(between(rows, '', 'a/2')).toEqual(['a/2']));
});

describe('the summary of a column', () => {
    it('is the mean and the spread of numbers', () => {
        expect(summaryOf([1, 2, 6, null, 'x'])).toEqual({ text: '3 ± 2.6', title: `mean 3, standard deviation ${Math.sqrt(7)}, of 3`, isNumber: true });
        expect(summaryOf([0.123456, 0.133456]).text).toBe('0.1285 ± 0.0071');
        expect(summaryOf([5, 5]).text).toBe('5');
    });
    it('is the text that all have', () => {
        expect(summaryOf(['adam', 'adam']).text).toBe('adam');
        expect(summaryOf(['adam', 'sgd']).text).toBe('');
        expect(summaryOf([]).text).toBe('');
    });
});
