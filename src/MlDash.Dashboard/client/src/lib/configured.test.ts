import { describe, expect, it } from 'vitest';
import type { CurveColumns, MetricLine } from './answers';
import { drawnOf, find, idsOfPaths, pathsOfIds, questionOf, type Surroundings } from './configured';
import { readDashrc, type LineSetting } from './dashrc';
import type { RunListQuestion, Source } from './source';

const metric = (name: string, ...fields: string[]): MetricLine => ({
    name,
    points: 1,
    fields: fields.map((field) => ({ name: field, last: 1, min: 1, max: 1, count: 1, nonFinite: 0 })),
});
const recorded: Record<string, MetricLine[]> = {
    'a/1': [metric('train', 'loss', 'lr')],
    'a/2': [metric('train', 'loss')],
    'a/3': [metric('eval', 'loss')],
};
const around = (...paths: string[]): Surroundings => ({
    paths,
    metricsOf: async (path) => recorded[path] ?? Promise.reject(new Error(`${path} was not found.`)),
    pathsOf: async (ids) => ids.map((id) => `a/${id}`).filter((path) => recorded[path]),
});
const chart = (keys: string, isCompare = true) => readDashrc(`charts: [{ctype: line, ${keys}}]`, isCompare).charts[0] as LineSetting;
const curve = (y: number[]): CurveColumns => {
    const x = y.map((_, at) => at);
    const raw = { firstX: x, firstY: y, lastX: x, lastY: y, minX: x, minY: y, maxX: x, maxY: y, mean: y, count: y.map(() => 1) };
    return { field: 'loss', x: 'step', isElapsed: false, isRaw: true, isOrdered: true, nonFinite: 0, breaks: [], ends: [], ...raw };
};

describe('the lines of a configured chart', () => {
    it('are of the experiment that is open', async () => {
        const { lines, problems } = await find(chart('xKey: timestamp, yKeys: [train.loss, train.lr]', false), around('a/1'));
        expect(problems).toEqual([]);
        expect(lines.map(({ label, x, paths }) => [label, x, paths])).toEqual([['train.loss', 'time', ['a/1']], ['train.lr', 'time', ['a/1']]]);
    });

    it('are of each experiment in a folder that has the metric', async () => {
        const { lines, problems } = await find(chart('yKey: train.loss'), around('a/1', 'a/2', 'a/3'));
        expect([lines.map(({ label }) => label), problems]).toEqual([['1', '2'], []]);
    });

    it('are of the experiments that they name', async () => {
        const { lines } = await find(chart("series: [{prefix: a/2, yKey: train.loss, label: two}, {experimentIds: ['1', '2'], yKey: train.loss}]"), around());
        expect(lines.map(({ label, paths }) => [label, paths])).toEqual([['two', ['a/2']], ['1', ['a/1', 'a/2']]]);
    });

    it('have an x that experiments have in common where they are means, since they begin at different times', async () => {
        const around = { paths: [], metricsOf: async () => [metric('train', '_ts', 'step', 'loss')], pathsOf: async (ids: string[]) => ids };
        const axes = async (keys: string) => (await find(chart(keys), around)).lines.map(({ x }) => x);
        expect(await axes("series: [{experimentIds: ['1', '2'], yKey: train.loss}, {prefix: a/1, yKey: train.loss}]")).toEqual(['step', 'step']);
        expect(await axes('series: [{prefix: a/1, yKey: train.loss}]')).toEqual(['default']);
    });

    it.each([
        ['series: [{prefix: b, yKey: x}, {prefix: a/1, yKey: train.loss}]', 'b was not found.'],
        ['series: [{prefix: a/3, yKey: train.loss}, {prefix: a/1, yKey: train.loss}]', 'train.loss is not recorded in a/3.'],
        ["series: [{experimentIds: ['1', '9'], yKey: train.loss}]", '1 of the experiments with these ids were not found: 1, 9'],
    ])('are drawn where they can be: %s', async (keys, problem) => {
        const { lines, problems } = await find(chart(keys), around());
        expect(problems).toEqual([problem]);
        expect(lines).toHaveLength(1);
    });

    it('say when no experiment of a folder has the metric', async () =>
        expect((await find(chart('yKey: no.such'), around('a/1', 'a/2'))).problems).toEqual(['no.such is not recorded in this folder.']));
});

describe('the curves of a configured chart', () => {
    it('take their strokes, and several experiments of a line are their mean', async () => {
        const { lines } = await find(chart("series: [{prefix: a/1, yKey: train.lr}, {experimentIds: ['1', '2'], yKey: train.loss}, {prefix: a/1, yKey: train.loss, color: '#123456'}]"), around());
        const loss = lines[1] && questionOf(lines[1]);
        const drawn = drawnOf(lines, new Map([[loss ?? '', [{ path: 'a/1', curve: curve([1, 2]) }, { path: 'a/2', curve: curve([3, 6]) }]]]));
        expect(drawn.map(({ label, colour }) => [label, colour])).toEqual([['1', '#91cc75'], ['1', '#123456']]);
        expect(drawn.map(({ curve: { lastY } }) => lastY)).toEqual([[2, 4], [1, 2]]);
    });
});

describe('ids of experiments', () => {
    it('are asked for by filters that no text breaks', async () => {
        const asked: RunListQuestion[] = [];
        const runs = [{ path: 'a/1', values: ['7'] }, { path: 'a/2', values: [null] }];
        const source = { runs: async (question: RunListQuestion) => (asked.push(question), { runs }) } as unknown as Source;
        expect(await pathsOfIds(source, ["7' or 'x"])).toEqual(['a/1', 'a/2']);
        expect(await idsOfPaths(source, ["it's"])).toEqual(new Map([['a/1', '7']]));
        expect(asked.map(({ filter }) => filter)).toEqual(["id in ('7'' or ''x')", "path in ('it''s')"]);
    });
});
