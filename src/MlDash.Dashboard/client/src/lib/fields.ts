import type { MetricLine } from './answers';
import { chartsOf, titleOf, type ChartName } from './charts';

/** A field of a metric. */
export type FieldName = Pick<ChartName, 'metric' | 'field'>;

/** The field that a key of `.dashrc` means: `train.loss` is the field loss of the metric train; `loss` alone is the field of that name where there is one. */
export function fieldOf(key: string, metrics: MetricLine[]): FieldName | null {
    const all = metrics.flatMap((metric) => metric.fields.map(({ name }) => ({ metric: metric.name, field: name })));
    const alone = all.filter(({ metric, field }) => field === key || (metric === key && field === 'value'));
    return all.find(({ metric, field }) => `${metric}.${field}` === key) ?? (alone.length === 1 ? (alone[0] ?? null) : null);
}

/** What the x of a question is for a key of `.dashrc`: the automatic time has another name here, and a key may name the metric, too. */
export function axisOf(key: string, metric: string): string {
    if (key === 'timestamp') return 'time';
    return key.startsWith(`${metric}.`) ? key.slice(metric.length + 1) : key;
}

/** The last values whose names match one of the patterns, in the order of their names. */
export function headerOf(metrics: MetricLine[], patterns: RegExp[]): { name: string; value: number }[] {
    return chartsOf([metrics])
        .map((chart) => ({
            name: titleOf(chart),
            value: metrics.find(({ name }) => name === chart.metric)?.fields.find(({ name }) => name === chart.field)?.last ?? null,
        }))
        .filter((one): one is { name: string; value: number } => one.value !== null && patterns.some((pattern) => pattern.test(one.name)));
}
