import { describe, expect, it } from 'vitest';
import type { MetricLine } from './answers';
import { axesOf, chartsOf, foldersOf, moved, ownCharts, systemCharts, titleOf, usualAxis } from './charts';

const metric = (name: string, ...fields: string[]): MetricLine => ({
    name,
    points: 1,
    fields: fields.map((field) => ({ name: field, last: 1, min: 1, max: 1, count: 1, nonFinite: 0 })),
});
const titles = (charts: { metric: string; field: string }[]) => charts.map(titleOf);
const charts = chartsOf([[metric('train', 'loss', 'lr', 'step'), metric('eval/top', 'acc')], [metric('train', 'loss', 'grad', '_ts')]]);

describe('charts', () => {
    it('are one a field of any run, without what counts the points', () => {
        expect(titles(charts)).toEqual(['eval/top.acc', 'train.grad', 'train.loss', 'train.lr']);
    });

    it('offer all fields of a metric as x', () => {
        expect(axesOf(charts)).toEqual(['default', 'index', 'step', 'epoch', 'time', 'relativetime', 'acc', 'grad', 'loss', 'lr']);
    });

    it('have an x by which merged runs lie over each other', () => {
        const [evaluation, , loss] = charts;
        expect(loss && usualAxis(loss, true)).toBe('step');
        expect(loss && usualAxis(loss, false)).toBe('default');
        expect(evaluation && usualAxis(evaluation, true)).toBe('index');
        expect(usualAxis({ metric: 'a', field: 'b', axes: ['_ts'] }, true)).toBe('relativetime');
    });
});

describe('charts of the load of the machine', () => {
    const all = chartsOf([[metric('system', 'cpu/utilization', 'cpu/utilization/max', 'cpu/0/utilization', 'gpu/0/utilization', 'gpu/1/utilization', '_ts'), metric('loss', 'value/max')]]);

    it('are those of the means, in a tab of their own', () => {
        expect(titles(systemCharts(all))).toEqual(['system.cpu/0/utilization', 'system.cpu/utilization', 'system.gpu/0/utilization', 'system.gpu/1/utilization']);
        expect(titles(ownCharts(all))).toEqual(['loss.value/max']);
    });

    it('are in folders by what is measured, and go by time', () => {
        expect(foldersOf(systemCharts(all), []).map((folder) => [folder.name, folder.charts.length])).toEqual([['cpu', 2], ['gpu/0', 1], ['gpu/1', 1]]);
        expect(systemCharts(all).map((chart) => usualAxis(chart, false))).toEqual(['time', 'time', 'time', 'time']);
        expect(systemCharts(all).map((chart) => usualAxis(chart, true))[0]).toBe('relativetime');
    });
});

describe('folders of charts', () => {
    it('are the first words of the names of metrics', () => {
        expect(foldersOf(charts, []).map((folder) => [folder.name, folder.charts.length])).toEqual([['eval', 1], ['train', 3]]);
    });

    it('keep the order after a chart was moved', () => {
        const train = () => foldersOf(charts, order).find(({ name }) => name === 'train') ?? { name: '', charts: [] };
        let order: string[] = ['other.chart'];
        order = moved(train(), 'train.lr', 0, order);
        expect(titles(train().charts)).toEqual(['train.lr', 'train.grad', 'train.loss']);
        order = moved(train(), 'train.lr', 1, order);
        expect(titles(train().charts)).toEqual(['train.grad', 'train.lr', 'train.loss']);
        expect(order[0]).toBe('other.chart');
        expect(titles(moved(train(), 'train.lr', 99, order).slice(1).map((title) => ({ metric: 'train', field: title.slice(6) })))).toEqual(['train.grad', 'train.loss', 'train.lr']);
    });
});
