import type { MetricLine } from './answers';
import { chartsOf, titleOf, type ChartName } from './charts';
import { parentOf } from './place';

/** Runs that are drawn as one line, their mean. */
export interface RunGroup {
    label: string;
    paths: string[];
}

/** What is compared: charts, and the groups whose means they show; null where each run has its own line. */
export interface Comparison {
    groups: RunGroup[] | null;
    charts: ChartName[];
}

/** Runs in groups by what a function says of each, in the order of their first ones. */
export function groupBy(paths: string[], labelOf: (path: string) => string): RunGroup[] {
    const groups = new Map<string, string[]>();
    for (const path of paths) groups.set(labelOf(path), [...(groups.get(labelOf(path)) ?? []), path]);
    return [...groups].map(([label, inside]) => ({ label, paths: inside }));
}

/** Runs in groups by the folders that they lie in. */
export const byFolder = (paths: string[]): RunGroup[] => groupBy(paths, parentOf);

/**
 * The usual comparison, as dash.ml has it: runs of one folder have a line each, and a metric counts that two of them have. Runs of several folders are the mean
 * of each folder, and a metric counts only that all of them have. A run alone shows all of its metrics.
 */
export function compare(paths: string[], metrics: MetricLine[][]): Comparison {
    const folders = byFolder(paths);
    const isMerged = folders.length > 1;
    const least = isMerged ? paths.length : Math.min(2, paths.length);
    return { groups: isMerged ? folders : null, charts: shared(metrics, least) };
}

/** A comparison of groups that somebody chose: a metric counts that any of the runs has. */
export const compareGroups = (groups: RunGroup[] | null, metrics: MetricLine[][]): Comparison => ({ groups, charts: chartsOf(metrics) });

function shared(metrics: MetricLine[][], least: number): ChartName[] {
    const counts = new Map<string, number>();
    for (const run of metrics) for (const chart of chartsOf([run])) counts.set(titleOf(chart), (counts.get(titleOf(chart)) ?? 0) + 1);
    return chartsOf(metrics).filter((chart) => (counts.get(titleOf(chart)) ?? 0) >= least);
}
