import type { MetricLine } from './answers';

export interface ChartName {
    metric: string;
    field: string;
    /** The other fields of the metric, any of which can be x. */
    axes: string[];
}

/** What counts or times the points is for x, not a chart of its own. */
const axes = ['_ts', 'step', 'epoch'];

export const isAxis = (field: string): boolean => axes.includes(field);

/** What the page calls a chart. */
export const titleOf = ({ metric, field }: { metric: string; field: string }): string => `${metric}.${field}`;

/** Names in the order of readers: layer.9 comes before layer.10. */
const byName = new Intl.Collator(undefined, { numeric: true }).compare;

/** A chart for each field of each metric, in the order of their names. */
export function chartsOf(runs: MetricLine[][]): ChartName[] {
    const found = new Map<string, ChartName>();
    const fields = new Map<string, Set<string>>();
    for (const metric of runs.flat()) {
        const names = fields.get(metric.name) ?? new Set();
        for (const { name } of metric.fields) names.add(name);
        fields.set(metric.name, names);
    }
    for (const [metric, names] of fields)
        for (const field of names) if (!isAxis(field)) found.set(`${metric}\0${field}`, { metric, field, axes: [...names].filter((name) => name !== field) });
    return [...found.values()].sort((one, other) => byName(titleOf(one), titleOf(other)));
}

/** What x can be: what every metric has, then all other fields of the charts. */
export function axesOf(charts: ChartName[]): string[] {
    const others = new Set(charts.flatMap((chart) => [...chart.axes, chart.field]));
    for (const axis of axes) others.delete(axis);
    return ['default', 'index', 'step', 'epoch', 'time', 'relativetime', ...[...others].sort()];
}

/**
 * What x is when nobody chose it. Runs that are merged were recorded at other times, so these lie over each other by what counts their points; else the store
 * decides.
 */
export function usualAxis(chart: ChartName, isMerged: boolean): string {
    if (chart.metric === system) return isMerged ? 'relativetime' : 'time';
    if (!isMerged) return 'default';
    return ['step', 'epoch'].find((axis) => chart.axes.includes(axis)) ?? (chart.axes.includes('_ts') ? 'relativetime' : 'index');
}

/** The metric with the load of the machine. Its fields have names of several words, and are recorded each with its maximum. */
const system = 'system';
const maximum = '/max';

/** The charts of the load of the machine: those of the means, since the maxima would be as many again. */
export const systemCharts = (charts: ChartName[]): ChartName[] =>
    charts.filter(({ metric, field }) => /^system\b/.test(metric) && !(metric === system && field.endsWith(maximum)));

/** The charts of all else. */
export const ownCharts = (charts: ChartName[]): ChartName[] => charts.filter(({ metric }) => !/^system\b/.test(metric));

/** The first word of a metric; of the load of the machine what is measured, each graphics processor by itself. */
function folderOf({ metric, field }: ChartName): string {
    if (metric === system) return /^(gpu\/\d+|[^/]+)/.exec(field)?.[0] ?? field;
    return metric.split(/[./]/, 1)[0] ?? '';
}

/** Charts of metrics whose names begin with the same word. */
export interface ChartFolder {
    name: string;
    charts: ChartName[];
}

/** Charts in folders, both in the order that they have, but for charts that have been moved: these come first in their folder, in the order of moving. */
export function foldersOf(charts: ChartName[], order: string[]): ChartFolder[] {
    const folders = new Map<string, ChartName[]>();
    for (const chart of charts) {
        const name = folderOf(chart);
        folders.set(name, [...(folders.get(name) ?? []), chart]);
    }
    const places = new Map(order.map((title, at) => [title, at]));
    const placeOf = (chart: ChartName) => places.get(titleOf(chart)) ?? Infinity;
    // Both may be without a place, and Infinity minus itself is no number.
    const compare = (one: ChartName, other: ChartName) => (placeOf(one) === placeOf(other) ? 0 : placeOf(one) - placeOf(other));
    return [...folders].map(([name, inside]) => ({ name, charts: [...inside].sort(compare) }));
}

/** The order of charts after one of a folder has been moved to a place in it. */
export function moved(folder: ChartFolder, title: string, to: number, order: string[]): string[] {
    const titles = folder.charts.map(titleOf);
    const rest = titles.filter((one) => one !== title);
    rest.splice(Math.min(rest.length, Math.max(0, to)), 0, title);
    return [...order.filter((one) => !titles.includes(one)), ...rest];
}
