import { titleOf } from './charts';
import type { FieldName } from './fields';
import { readYaml, type Lines, type Problem } from './yaml';

/** The charts of a page, as the file `.dashrc` of an experiment or of a folder has them. Keys that this page does not use stay in the file. */
export interface Dashrc {
    /** Patterns of the values in the header of an experiment. */
    fields: string[];
    charts: ChartSetting[];
    /** What is wrong with the file as a whole; what is wrong with a chart stands at the chart. */
    problem: Problem | null;
}

export type ChartSetting = LineSetting | MediaSetting | WrongSetting;

interface Common {
    title: string;
    line: number;
}

/** A chart that cannot be shown. */
export interface WrongSetting extends Common {
    ctype: 'wrong';
    problems: Problem[];
}

export interface LineSetting extends Common {
    ctype: 'line';
    lines: LineItem[];
    bins: number;
    xLabel: string;
    yLabel: string;
    xFormat: string | null;
    yFormat: string | null;
    xTicks: number | null;
    yTicks: number | null;
}

/** A line of a chart: of the experiment that is open, or of all in the folder, unless it names others. */
export interface LineItem {
    x: string;
    y: string;
    prefix: string | null;
    ids: string[];
    label: string | null;
    colour: string | null;
    dash: number[] | null;
}

export interface MediaSetting extends Common {
    ctype: 'image' | 'video';
    glob: string;
    nCols: number;
    nRows: number;
    limit: number;
    sort: 'name' | 'date' | 'size';
}

type Keys = Record<string, unknown>;

const usualBins = 200;
const globs = { image: '**/*.{png,jpg,jpeg,gif,webp}', video: '**/*.{mp4,webm,mov}' };

/** Reads the text of a file. What is wrong with one chart does not hide the others. */
export function readDashrc(text: string, isCompare: boolean): Dashrc {
    const { value, lines, problem } = readYaml(text);
    if (problem) return { fields: ['*'], charts: [], problem };
    if (value === null) return { fields: ['*'], charts: [], problem: null };
    if (!isKeys(value)) return wrong(1, 'A .dashrc has keys such as charts.');
    const charts = value.charts ?? [];
    if (!Array.isArray(charts)) return wrong(lines.get('charts') ?? 1, 'charts takes a list.');
    const fields = isKeys(value.metrics) ? value.metrics.fields : undefined;
    const ofOldForm = charts.every((chart) => isKeys(chart) && chart.ctype === undefined);
    const settings = ofOldForm ? chartsOfOldForm(charts as Keys[]) : charts.map((chart, place) => [chart, place] as [unknown, number]);
    return {
        fields: isTexts(fields) ? fields : ['*'],
        charts: settings.map(([chart, place]) => new Reader(chart, `charts/${place}`, lines, isCompare).chart()).filter((chart) => chart !== null),
        problem: fields === undefined || isTexts(fields) ? null : { line: lines.get('metrics/fields') ?? 1, message: 'fields takes a list of patterns.' },
    };
}

const wrong = (line: number, message: string): Dashrc => ({ fields: ['*'], charts: [], problem: { line, message } });

const isKeys = (value: unknown): value is Keys => typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');

// Before charts had types, an item with an xKey alone set it for those behind it: charts: [{xKey: step}, {yKey: loss}].
function chartsOfOldForm(items: Keys[]): [Keys, number][] {
    let x: unknown = undefined;
    const charts: [Keys, number][] = [];
    items.forEach((item, place) => {
        if (item.yKey !== undefined || item.yKeys !== undefined || item.series !== undefined)
            charts.push([{ ctype: 'line', ...(x === undefined ? {} : { xKey: x }), ...item }, place]);
        else if (item.xKey !== undefined) x = item.xKey;
    });
    return charts;
}

/** Reads a chart and collects what is wrong with it. */
class Reader {
    private readonly problems: Problem[] = [];

    constructor(
        private readonly chartText: unknown,
        private readonly path: string,
        private readonly lines: Lines,
        private readonly isCompare: boolean,
    ) {}

    /** Null for a chart that is not for this place. */
    chart(): ChartSetting | null {
        const line = this.lines.get(this.path) ?? 1;
        const keys = this.chartText;
        if (!isKeys(keys)) return { ctype: 'wrong', title: '', line, problems: [{ line, message: 'A chart has keys such as ctype and yKey.' }] };
        const title = this.text(keys, 'title', this.path) ?? '';
        let chart: ChartSetting | null = null;
        if (keys.ctype === 'line') chart = this.lineChart(keys, title, line);
        else if (keys.ctype === 'image' || keys.ctype === 'video') {
            if (this.isCompare) return null;
            chart = this.media(keys, keys.ctype, title, line);
        } else this.say('ctype', keys.ctype === undefined ? 'ctype is missing: line, image or video.' : 'ctype is line, image or video.');
        return this.problems.length > 0 || chart === null ? { ctype: 'wrong', title: title || this.named(keys), line, problems: this.problems } : chart;
    }

    private named(keys: Keys): string {
        return typeof keys.yKey === 'string' ? keys.yKey : '';
    }

    private lineChart(keys: Keys, title: string, line: number): LineSetting {
        const ways = ['yKey', 'yKeys', ...(this.isCompare ? ['series'] : [])].filter((name) => keys[name] !== undefined && keys[name] !== null);
        const offered = this.isCompare ? 'yKey, yKeys or series' : 'yKey or yKeys';
        if (ways.length !== 1) this.say(ways[1] ?? '', ways.length === 0 ? `A line chart needs ${offered}.` : `A line chart has only one of ${offered}.`);
        const x = this.text(keys, 'xKey', this.path) ?? 'default';
        const plain = { prefix: null, ids: [], label: null, colour: null, dash: null };
        let items: LineItem[] = [];
        if (ways[0] === 'yKey') items = [{ ...plain, x, y: this.text(keys, 'yKey', this.path) ?? '' }];
        else if (ways[0] === 'yKeys') {
            if (isTexts(keys.yKeys) && keys.yKeys.length > 0) items = keys.yKeys.map((y) => ({ ...plain, x, y }));
            else this.say('yKeys', 'yKeys takes a list of names, one at least.');
        } else if (ways[0] === 'series') items = this.series(keys, x);
        const names = [...new Set(items.map(({ y }) => y))].join(', ');
        return {
            ctype: 'line',
            title: title || names,
            line,
            lines: items,
            bins: this.count(keys, 'bins') ?? usualBins,
            xLabel: this.text(keys, 'xLabel', this.path) ?? (x === 'default' ? '' : x),
            yLabel: this.text(keys, 'yLabel', this.path) ?? names,
            xFormat: this.text(keys, 'xFormat', this.path),
            yFormat: this.text(keys, 'yFormat', this.path),
            xTicks: this.count(keys, 'xTicks'),
            yTicks: this.count(keys, 'yTicks'),
        };
    }

    private series(keys: Keys, x: string): LineItem[] {
        if (!Array.isArray(keys.series) || keys.series.length === 0) {
            this.say('series', 'series takes a list of lines, one at least.');
            return [];
        }
        const items: LineItem[] = [];
        keys.series.forEach((item: unknown, place) => {
            const path = `${this.path}/series/${place}`;
            if (!isKeys(item)) return this.sayAt(path, 'A line has keys such as prefix and yKey.');
            const y = this.text(item, 'yKey', path);
            if (!y) return this.sayAt(path, 'A line needs a yKey.');
            const ids = isTexts(item.experimentIds) ? item.experimentIds : typeof item.experimentId === 'string' ? [item.experimentId] : [];
            const prefix = this.text(item, 'prefix', path);
            if (!prefix && ids.length === 0) return this.sayAt(path, 'A line needs a prefix or experimentIds.');
            const colour = this.text(item, 'color', path);
            if (colour && !/^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(colour)) return this.sayAt(`${path}/color`, 'color is written as #5470c6.');
            const dash = item.dash === undefined || item.dash === null ? null : String(item.dash);
            if (dash && !/^\s*\d+(\.\d+)?([\s,]+\d+(\.\d+)?)*\s*$/.test(dash)) return this.sayAt(`${path}/dash`, 'dash has lengths, such as 8 4.');
            items.push({
                x: this.text(item, 'xKey', path) ?? x,
                y,
                prefix: prefix?.replace(/^\/+|\/+$/g, '') || null,
                ids,
                label: this.text(item, 'label', path),
                colour,
                dash: dash === null ? null : dash.trim().split(/[\s,]+/).map(Number),
            });
        });
        return items;
    }

    private media(keys: Keys, ctype: 'image' | 'video', title: string, line: number): MediaSetting {
        const [nCols, nRows] = [this.count(keys, 'nCols') ?? 3, this.count(keys, 'nRows') ?? 2];
        const sort = this.text(keys, 'sort', this.path) ?? 'date';
        if (sort !== 'name' && sort !== 'date' && sort !== 'size') this.say('sort', 'sort is name, date or size.');
        const pattern = this.text(keys, 'glob', this.path) ?? globs[ctype];
        return {
            ctype,
            title: title || pattern,
            line,
            glob: pattern,
            nCols,
            nRows,
            limit: this.count(keys, 'limit') ?? nCols * nRows,
            sort: sort === 'name' || sort === 'size' ? sort : 'date',
        };
    }

    private text(keys: Keys, name: string, path: string): string | null {
        const value = keys[name];
        if (value === undefined || value === null) return null;
        if (typeof value === 'string' || typeof value === 'number') return String(value);
        this.sayAt(`${path}/${name}`, `${name} takes a text.`);
        return null;
    }

    private count(keys: Keys, name: string): number | null {
        const value = keys[name];
        if (value === undefined || value === null) return null;
        if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 2000) return value;
        this.say(name, `${name} takes a whole number from 1 to 2000.`);
        return null;
    }

    private say(name: string, message: string): void {
        this.sayAt(name ? `${this.path}/${name}` : this.path, message);
    }

    private sayAt(path: string, message: string): void {
        this.problems.push({ line: this.lines.get(path) ?? this.lines.get(this.path) ?? 1, message });
    }
}

/** The configuration of what an experiment shows without one: a chart for each field, those of training first. */
export function dashrcOf(fields: FieldName[]): string {
    const isFirst = ({ metric }: FieldName) => (metric === 'train' ? 0 : 1);
    const charts = [...fields].sort((one, other) => isFirst(one) - isFirst(other)).map(
        (chart) => `  - ctype: line\n    xKey: default\n    yKey: ${quoted(titleOf(chart))}\n    bins: ${usualBins}\n`,
    );
    return `metrics:\n  fields:\n    - "*"\n${chartList(charts)}`;
}

/** A line of a comparison: an experiment, or several whose mean it is. */
export interface ComparedLine {
    path: string | null;
    ids: string[];
    label: string;
    colour: string;
    dash: number[];
}

/** The configuration of a comparison: a chart for each field, with its lines in their colours. */
export function dashrcOfCompared(fields: FieldName[], lines: ComparedLine[], x: string): string {
    const charts = fields.map((chart) => {
        const key = quoted(titleOf(chart));
        const series = lines.map(({ path, ids, label, colour, dash }) => {
            const what = path === null ? `experimentIds: [${ids.map((id) => JSON.stringify(id)).join(', ')}]` : `prefix: ${quoted(path)}`;
            const stroke = dash.length > 0 ? `        dash: ${quoted(dash.join(' '))}\n` : '';
            return `      - ${what}\n        label: ${quoted(label)}\n        color: ${quoted(colour)}\n${stroke}        yKey: ${key}\n`;
        });
        return `  - ctype: line\n    title: ${key}\n    xKey: ${quoted(x)}\n    bins: ${usualBins}\n    series:\n${series.join('')}`;
    });
    return chartList(charts);
}

const chartList = (charts: string[]) => (charts.length > 0 ? `charts:\n${charts.join('')}` : 'charts: []\n');

// Texts that YAML reads as something else are in quotes, which are those of JSON.
function quoted(text: string): string {
    const isPlain = /^[a-z_][\w./-]*$/i.test(text) && !/^(true|false|null|yes|no|on|off|y|n|\.?inf|\.?nan)$/i.test(text);
    return isPlain ? text : JSON.stringify(text);
}

const palette = ['#5470c6', '#91cc75', '#fac858', '#ee6666', '#73c0de', '#3ba272', '#fc8452', '#9a60b4', '#ea7ccc'];
const dashes: number[][] = [[], [8, 4], [2, 4], [8, 4, 2, 4], [4, 4]];

/** The stroke of the line at a place: nine colours, then the same turned by 40° of hue and with other dashes. */
export function strokeAt(place: number): { colour: string; dash: number[] } {
    const [colour, round] = [palette[place % palette.length] ?? '#5470c6', Math.floor(place / palette.length)];
    return { colour: round === 0 ? colour : turned(colour, round * 40), dash: dashes[round % dashes.length] ?? [] };
}

function turned(colour: string, degrees: number): string {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255) as [number, number, number];
    const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
    const [light, spread] = [(most + least) / 2, most - least];
    const base = most === red ? (green - blue) / spread : most === green ? (blue - red) / spread + 2 : (red - green) / spread + 4;
    const [hue, amount] = [(base * 60 + degrees + 720) % 360, spread / 2];
    const part = (offset: number) => {
        const at = (offset + hue / 30) % 12;
        const value = light - amount * Math.max(-1, Math.min(at - 3, 9 - at, 1));
        return Math.round(value * 255).toString(16).padStart(2, '0');
    };
    return `#${part(0)}${part(8)}${part(4)}`;
}
