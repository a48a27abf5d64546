import type { MetricLine } from './answers';

export interface ChartName {
    metric: string;
    field: string;
}

/** What counts or times the points is for x, not a chart of its own. */
const axes = ['_ts', 'step', 'epoch'];

/** A chart for each field of each metric, in the order of their names. */
export function chartsOf(runs: MetricLine[][]): ChartName[] {
    const found = new Map<string, ChartName>();
    for (const metric of runs.flat())
        for (const { name } of metric.fields) if (!axes.includes(name)) found.set(`${metric.name}\0${name}`, { metric: metric.name, field: name });
    return [...found.values()].sort((one, other) => `${one.metric}.${one.field}`.localeCompare(`${other.metric}.${other.field}`));
}
