import { describe, expect, it } from 'vitest';
import { compare, EmbeddedSource, keyOf, Report } from './embedded';

const line = (path: string, startedAt: number, values: unknown[]) => ({ path, name: path.split('/').pop(), status: 'completed', startedAt, endedAt: null, tags: ['t'], values });

const curve = (field: string) => ({ field, x: 'step', lastY: [1] });

/** A page that holds what a report writes. */
function pageOf(answers: Record<string, unknown>, parts: { columns: string[]; runs: unknown[] }[] = []): Report {
    const texts = [...Object.values(answers), ...parts.map(({ runs }) => ({ runs }))].map((one) => JSON.stringify(one));
    const index = {
        createdAt: 7,
        notes: ['2 pictures.'],
        answers: Object.fromEntries(Object.keys(answers).map((key, at) => [key, at])),
        tables: [{ parts: parts.map(({ columns }, at) => ({ columns, answer: Object.keys(answers).length + at })) }],
    };
    const elements = new Map([['#mldash-report', JSON.stringify(index)], ...texts.map((text, at) => [`#a${at}`, text] as [string, string])]);
    const page = { querySelector: (id: string) => (elements.has(id) ? { textContent: elements.get(id) } : null) };
    const report = Report.in(page as unknown as ParentNode);
    if (!report) throw new Error('no report');
    return report;
}

const question = { sort: null, descending: false, first: 100, columns: [] };

describe('the key of a question', () => {
    it('has the fields in the order of their names, and none that is absent', () => {
        expect(keyOf(0, 'series', { x: 'step', path: 'a/b', metric: 'm', field: null, from: undefined })).toBe('0 series\nmetric=m\npath=a/b\nx=step');
    });
});

describe('a report', () => {
    it('is found in a page that has one, and in no other', () => {
        expect(Report.in({ querySelector: () => null } as unknown as ParentNode)).toBeUndefined();
        expect(pageOf({}).notes).toEqual(['2 pictures.']);
    });

    it('answers what was recorded, and says what was not', async () => {
        const source = new EmbeddedSource(pageOf({ '0 run\npath=a/b': { path: 'a/b' } }), 0);
        expect(await source.run('a/b')).toEqual({ path: 'a/b' });
        await expect(source.run('a/c')).rejects.toMatchObject({ code: 'NotInReport' });
        await expect(source.run('__proto__')).rejects.toMatchObject({ code: 'NotInReport' });
    });

    it('changes nothing', async () => {
        await expect(new EmbeddedSource(pageOf({}), 0).update({ path: 'a', version: '1' })).rejects.toMatchObject({ code: 'ReadOnly' });
    });

    it('has the bytes of a file with its type', async () => {
        const source = new EmbeddedSource(pageOf({ '0 file\nfile=x.bin\npath=a': { type: 'image/png', bytes: 'AP+A' } }), 0);
        const blob = await source.file('a', 'x.bin', true);
        expect([blob.type, [...new Uint8Array(await blob.arrayBuffer())]]).toEqual(['image/png', [0, 255, 128]]);
    });
});

describe('the table of a report', () => {
    const source = new EmbeddedSource(
        pageOf({}, [
            { columns: ['params.lr', 'metrics.train.loss.last'], runs: [line('v/1', 10, [0.1, 'NaN']), line('v/2', 30, [0.01, 2]), line('w/3', 20, ['big', null])] },
            { columns: ['params.Note'], runs: [line('v/1', 10, ['x']), line('v/2', 30, [null]), line('w/3', 20, ['y'])] },
        ]),
        0,
    );
    const pathsOf = async (change: object) => (await source.runs({ ...question, ...change })).runs.map((run) => run.path);

    it('begins with the run that was started last', async () => {
        expect(await pathsOf({})).toEqual(['v/2', 'w/3', 'v/1']);
    });

    it('is sorted by any column, texts behind numbers, what is absent last', async () => {
        expect(await pathsOf({ sort: 'params.lr' })).toEqual(['v/2', 'v/1', 'w/3']);
        expect(await pathsOf({ sort: 'metrics.train.loss', descending: true })).toEqual(['v/2', 'v/1', 'w/3']);
    });

    it('has the columns that are asked for, from whichever part', async () => {
        const answer = await source.runs({ ...question, sort: 'path', columns: ['params.note', 'metrics.train.loss', 'params.none'] });
        expect(answer.runs.map((run) => run.values)).toEqual([['x', 'NaN', null], [null, 2, null], ['y', null, null]]);
    });

    it('comes in pages', async () => {
        const one = await source.runs({ ...question, sort: 'path', first: 2 });
        expect([one.total, one.runs.length]).toEqual([3, 2]);
        const two = await source.runs({ ...question, sort: 'path', first: 2, after: one.next });
        expect([two.next, two.runs.map((run) => run.path)]).toEqual([null, ['w/3']]);
    });

    it('is filtered, and by folder', async () => {
        expect(await pathsOf({ filter: 'params.lr < 0.05' })).toEqual(['v/2']);
        expect(await pathsOf({ folder: 'v' })).toEqual(['v/2', 'v/1']);
        await expect(source.runs({ ...question, filter: 'params.lr <' })).rejects.toMatchObject({ code: 'IllegalFilter' });
    });
});

describe('the order of values', () => {
    it.each([
        [1, 2, -1],
        [2, 'a', -1],
        [true, 0, 1],
        ['a', 'B', 1],
        ['NaN', 'zz', 1],
        [null, 'NaN', 1],
    ])('puts %s and %s as the table does', (one, other, order) => {
        expect(Math.sign(compare(one, other, false))).toBe(order);
    });

    it('keeps what is absent last when it is turned round', () => {
        expect(compare(null, 1, true)).toBeGreaterThan(0);
        expect(compare(1, 2, true)).toBeGreaterThan(0);
    });
});

describe('curves and logs of a report', () => {
    it('are those of the field that is asked for, along each x that was recorded', async () => {
        const source = new EmbeddedSource(pageOf({ '0 series\nmetric=m\npath=a\nx=step': { series: [{ path: 'a', metric: 'm', curves: [curve('loss'), curve('lr')] }] } }), 0);
        const asked = { paths: ['a'], metric: 'm', field: 'lr', x: 'step', buckets: 7, from: 1, to: 2 };
        expect((await source.series(asked)).flatMap(({ curves }) => curves.map((one) => one.field))).toEqual(['lr']);
        await expect(source.series({ ...asked, x: 'other' })).rejects.toMatchObject({ code: 'NotInReport' });
    });

    it('never change', async () => {
        expect(await new EmbeddedSource(pageOf({}), 0).changes(['a'], null)).toEqual({ cursor: '', changed: [], gone: [] });
    });

    it('are filtered by level, text and time, and never grow', async () => {
        const entries = ['info', 'error', 'info'].map((level, number) => ({ number, at: number * 10, level, message: `Line ${number}`, metadata: null }));
        const source = new EmbeddedSource(pageOf({ '0 logs\npath=a': { entries, next: 3, hasMore: false } }), 0);
        const numbersOf = async (change: object) => (await source.logs({ path: 'a', levels: [], search: '', ...change })).entries.map((entry) => entry.number);
        expect(await numbersOf({ levels: ['info'] })).toEqual([0, 2]);
        expect(await numbersOf({ search: 'line 1' })).toEqual([1]);
        expect(await numbersOf({ since: 10, until: 10 })).toEqual([1]);
        expect(await numbersOf({ from: 3 })).toEqual([]);
    });
});
