import { describe, expect, it } from 'vitest';
import type { MetricLine } from './answers';
import { dashrcOf, dashrcOfCompared, readDashrc, strokeAt, type LineSetting, type WrongSetting } from './dashrc';
import { axisOf, fieldOf, headerOf } from './fields';
import { glob } from './globs';

const read = (text: string, isCompare = false) => readDashrc(text, isCompare);
const metric = (name: string, ...fields: string[]): MetricLine => ({
    name,
    points: 1,
    fields: fields.map((field) => ({ name: field, last: 1.5, min: 0, max: 2, count: 1, nonFinite: 0 })),
});

describe('a .dashrc of an experiment', () => {
    it('has what each key says', () => {
        const { charts, fields, problem } = read(`
metrics:
  fields: ["train*"]
charts:
  - ctype: line
    title: Loss
    xKey: epoch
    yKeys: [train.loss, eval.loss]
    xLabel: Epoch
    yLabel: loss
    bins: 50
    xFormat: d
    yFormat: .2e
    xTicks: 4
    yTicks: 6
  - ctype: image
    glob: images/*.png
    nCols: 2
    nRows: 4
    sort: name
  - {ctype: video}
`);
        expect(problem).toBeNull();
        expect(fields).toEqual(['train*']);
        const plain = { prefix: null, ids: [], label: null, colour: null, dash: null };
        expect(charts).toEqual([
            {
                ctype: 'line', title: 'Loss', line: 5, bins: 50, xLabel: 'Epoch', yLabel: 'loss', xFormat: 'd', yFormat: '.2e', xTicks: 4, yTicks: 6,
                lines: [{ ...plain, x: 'epoch', y: 'train.loss' }, { ...plain, x: 'epoch', y: 'eval.loss' }],
            },
            { ctype: 'image', title: 'images/*.png', line: 16, glob: 'images/*.png', nCols: 2, nRows: 4, limit: 8, sort: 'name' },
            { ctype: 'video', title: '**/*.{mp4,webm,mov}', line: 21, glob: '**/*.{mp4,webm,mov}', nCols: 3, nRows: 2, limit: 6, sort: 'date' },
        ]);
    });

    it('has the usual values where it says nothing', () => {
        const [chart] = read('charts: [{ctype: line, yKey: train.loss}]').charts as LineSetting[];
        expect(chart).toMatchObject({ bins: 200, title: 'train.loss', xFormat: null, xTicks: null, yLabel: 'train.loss' });
        expect(chart?.lines[0]?.x).toBe('default');
    });

    it('ignores lines of other experiments', () => {
        const [chart] = read('charts: [{ctype: line, yKey: a.b, series: [{prefix: x, yKey: a.b}]}]').charts as LineSetting[];
        expect(chart?.lines).toHaveLength(1);
        expect(chart?.lines[0]?.prefix).toBeNull();
    });

    it.each([
        ['charts:\n  - title: x\n  - {ctype: line, yKey: a.b}', 2, 'ctype is missing: line, image or video.'],
        ['charts:\n  - ctype: pie', 2, 'ctype is line, image or video.'],
        ['charts:\n  - ctype: line', 2, 'A line chart needs yKey or yKeys.'],
        ['charts:\n  - ctype: line\n    yKey: a\n    yKeys: [b]', 4, 'A line chart has only one of yKey or yKeys.'],
        ['charts:\n  - ctype: line\n    yKeys: []', 3, 'yKeys takes a list of names, one at least.'],
        ['charts:\n  - ctype: line\n    yKey: a\n    bins: many', 4, 'bins takes a whole number from 1 to 2000.'],
        ['charts:\n  - ctype: image\n    sort: colour', 3, 'sort is name, date or size.'],
        ['charts:\n  - ctype: image\n    nCols: 0', 3, 'nCols takes a whole number from 1 to 2000.'],
        ['charts:\n  - ctype: line\n    title: [a]\n    yKey: b', 3, 'title takes a text.'],
        ['charts:\n  - 7\n  - ctype: line', 2, 'A chart has keys such as ctype and yKey.'],
    ])('says what is wrong with a chart, and where: %j', (text, line, message) => {
        const chart = read(text).charts[0] as WrongSetting;
        expect(chart.ctype).toBe('wrong');
        expect(chart.problems[0]).toEqual({ line, message });
    });

    it('shows the other charts when one is wrong', () =>
        expect(read('charts: [{ctype: pie}, {ctype: line, yKey: a.b}]').charts.map(({ ctype }) => ctype)).toEqual(['wrong', 'line']));

    it.each([
        ['charts:\n  - a: [1,\n', 3],
        ['charts: 7', 1],
        ['- a', 1],
        ['# none\nmetrics:\n  fields: 7', 3],
    ])('says what is wrong with the file: %j', (text, line) => {
        const { problem } = read(text);
        expect(problem?.line).toBe(line);
        expect(problem?.message.length).toBeGreaterThan(5);
    });

    it.each(['', '\n# only this\n'])('has no chart when it is empty: %j', (text) => expect(read(text)).toEqual({ fields: ['*'], charts: [], problem: null }));

    it('is read in its older form, too', () => {
        const charts = read('charts:\n  - xKey: step\n  - yKey: loss\n    agg: mean\n').charts as LineSetting[];
        expect(charts).toHaveLength(1);
        expect(charts[0]).toMatchObject({ ctype: 'line', title: 'loss', line: 3 });
        expect(charts[0]?.lines[0]).toMatchObject({ x: 'step', y: 'loss' });
    });
});

describe('a .dashrc of a folder', () => {
    it('has lines of experiments', () => {
        const [chart] = read(`
charts:
  - ctype: line
    series:
      - prefix: /alice/vision/run-1
        label: first
        color: "#123abc"
        dash: 8 4 2 4
        yKey: train.loss
      - {experimentIds: ["7", "8"], yKey: train.loss, xKey: step}
`, true).charts as LineSetting[];
        expect(chart?.lines).toEqual([
            { x: 'default', y: 'train.loss', prefix: 'alice/vision/run-1', ids: [], label: 'first', colour: '#123abc', dash: [8, 4, 2, 4] },
            { x: 'step', y: 'train.loss', prefix: null, ids: ['7', '8'], label: null, colour: null, dash: null },
        ]);
    });

    it('ignores pictures and videos', () => expect(read('charts: [{ctype: image}, {ctype: video}, {ctype: line, yKey: a.b}]', true).charts).toHaveLength(1));

    it.each([
        ['{yKey: a.b}', 'A line needs a prefix or experimentIds.'],
        ['{prefix: a}', 'A line needs a yKey.'],
        ['{prefix: a, yKey: b, color: "red;x:url(y)"}', 'color is written as #5470c6.'],
        ['{prefix: a, yKey: b, dash: long}', 'dash has lengths, such as 8 4.'],
    ])('says what is wrong with a line: %s', (item, message) => {
        const chart = read(`charts:\n  - ctype: line\n    series:\n      - ${item}\n`, true).charts[0] as WrongSetting;
        expect(chart.problems).toEqual([{ line: 4, message }]);
    });
});

describe('a .dashrc that is saved', () => {
    it('has the form that dash.ml writes', () =>
        expect(dashrcOf([{ metric: 'eval', field: 'loss' }, { metric: 'train', field: 'loss' }, { metric: 'train', field: 'lr' }])).toBe(
            'metrics:\n  fields:\n    - "*"\ncharts:\n' +
                ['train.loss', 'train.lr', 'eval.loss'].map((key) => `  - ctype: line\n    xKey: default\n    yKey: ${key}\n    bins: 200\n`).join(''),
        ));

    it.each(['a: b', '#x', '1', 'yes', '"', 'ü.loss', '- x', 'a\nb'])('means the same names when it is read: %j', (name) => {
        const [chart] = read(dashrcOf([{ metric: name, field: 'loss' }])).charts as LineSetting[];
        expect(chart?.lines[0]?.y).toBe(`${name}.loss`);
    });

    it('has the lines of a comparison', () => {
        const runs = [
            { path: 'alice/vision/a', ids: [], label: 'a', colour: '#0072b2', dash: [] },
            { path: 'alice/vision/b 2', ids: [], label: 'b 2', colour: '#e69f00', dash: [8, 4] },
            { path: null, ids: ['71', '72'], label: 'sweep (2)', colour: '#009e73', dash: [] },
        ];
        const [chart] = read(dashrcOfCompared([{ metric: 'train', field: 'loss' }], runs, 'step'), true).charts as LineSetting[];
        expect(chart?.title).toBe('train.loss');
        expect(chart?.lines).toEqual(runs.map(({ path, ids, label, colour, dash }) => (
            { x: 'step', y: 'train.loss', prefix: path, ids, label, colour, dash: dash.length > 0 ? dash : null })));
    });

    it('is one without metrics, too', () => expect(read(dashrcOf([]))).toEqual({ fields: ['*'], charts: [], problem: null }));
});

describe('the strokes of lines', () => {
    it('are nine colours in their order', () => {
        expect(strokeAt(0)).toEqual({ colour: '#5470c6', dash: [] });
        expect(strokeAt(8)).toEqual({ colour: '#ea7ccc', dash: [] });
    });

    it('are turned by 40 degrees and dashed in the second round', () => {
        // Hue 225.3° and 40° more is 265.3°; lightness and saturation stay.
        expect(strokeAt(9)).toEqual({ colour: '#8454c6', dash: [8, 4] });
        expect(new Set(Array.from({ length: 40 }, (_, place) => JSON.stringify(strokeAt(place)))).size).toBe(40);
    });
});

describe('a key', () => {
    const metrics = [metric('train', 'loss', 'lr'), metric('eval', 'loss'), metric('a.b', 'c'), metric('score', 'value')];
    it.each([
        ['train.loss', 'train', 'loss'],
        ['a.b.c', 'a.b', 'c'],
        ['lr', 'train', 'lr'],
        ['score', 'score', 'value'],
    ])('%s is the field %s %s', (key, name, field) => expect(fieldOf(key, metrics)).toEqual({ metric: name, field }));

    it.each(['loss', 'train', 'train.x'])('%s is none', (key) => expect(fieldOf(key, metrics)).toBeNull());

    it.each([['timestamp', 'time'], ['train.step', 'step'], ['epoch', 'epoch']])('%s is the axis %s', (key, axis) => expect(axisOf(key, 'train')).toBe(axis));

    it('pattern chooses the values of the header', () =>
        expect(headerOf(metrics, [glob('train*')])).toEqual([{ name: 'train.loss', value: 1.5 }, { name: 'train.lr', value: 1.5 }]));
});
