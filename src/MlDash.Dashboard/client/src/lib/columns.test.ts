import { describe, expect, it } from 'vitest';
import type { RunLine } from './answers';
import { allColumns, askedOf, cellOf, columnsOf, movedTo, shortOf } from './columns';

const known = { parameters: ['a', 'b', 'c', 'd', 'e'], fields: ['train.loss'] };
const run: RunLine = { path: 'a/1', name: '1', status: 'running', startedAt: 1000, endedAt: null, tags: ['x', 'y'], values: [0.123456789, 'adam'] };

describe('the columns of the table', () => {
    it('are the usual ones with the first metrics and parameters, until somebody chooses', () => {
        expect(columnsOf([], known)).toEqual(['status', 'started', 'duration', 'tags', 'metrics.train.loss.last', 'params.a', 'params.b', 'params.c', 'params.d']);
        expect(columnsOf(['params.e'], known)).toEqual(['params.e']);
    });
    it('do not begin with what counts steps, which can be chosen', () => {
        const fields = ['eval.epoch', 'eval.loss', 'step', 'train.step', 'train.stepsize'];
        expect(columnsOf([], { parameters: [], fields }).slice(4)).toEqual(['metrics.eval.loss.last', 'metrics.train.stepsize.last']);
        expect(allColumns({ parameters: [], fields })).toContain('metrics.train.step.max');
    });
    it('can be any fact of any field', () => expect(allColumns(known)).toContain('metrics.train.loss.min'));
    it('are asked for where a row does not have them anyway', () => expect(askedOf(['tags', 'params.e', 'status'])).toEqual(['params.e']));
    it('are short in their heads', () => expect(['params.a.b', 'metrics.train.loss.last', 'metrics.train.loss.min'].map(shortOf)).toEqual(['a.b', 'train.loss', 'train.loss.min']));
    it('can be moved', () => {
        expect(movedTo(['a', 'b', 'c'], 'a', 2)).toEqual(['b', 'c', 'a']);
        expect(movedTo(['a', 'b', 'c'], 'c', -5)).toEqual(['c', 'a', 'b']);
    });
});

describe('a cell', () => {
    const asked = ['metrics.train.loss.last', 'params.optimizer'];
    const texts = (column: string, change: Partial<RunLine> = {}) => cellOf({ ...run, ...change }, column, asked, 91_000);
    it('has its whole number on hover', () => expect(texts('metrics.train.loss.last')).toEqual({ text: '0.12346', title: '0.123456789', isNumber: true }));
    it('has a text', () => expect(texts('params.optimizer')).toEqual({ text: 'adam', title: 'adam', isNumber: false }));
    it('has all tags', () => expect(texts('tags').text).toBe('x, y'));
    it('has a duration that grows while the run does', () => {
        expect(texts('duration').text).toBe('1m 30s');
        expect(texts('duration', { endedAt: 6000 }).text).toBe('5s');
        expect(texts('duration', { startedAt: null }).text).toBe('');
    });
    it('is empty where the run has nothing', () => expect(texts('params.other')).toEqual({ text: '', title: '', isNumber: false }));
});
