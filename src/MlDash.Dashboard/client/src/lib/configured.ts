import type { CurveColumns, MetricLine } from './answers';
import { chartsOf, titleOf, usualAxis } from './charts';
import { strokeAt, type LineItem, type LineSetting } from './dashrc';
import { axisOf, fieldOf, type FieldName } from './fields';
import { curveOf, merge } from './merging';
import { nameOf } from './place';
import type { RunCurve } from './reading';
import type { Source } from './source';

/** A line of a configured chart, with the experiments and the field that it is drawn of. */
export interface FoundLine {
    item: LineItem;
    paths: string[];
    field: FieldName;
    x: string;
    label: string;
}

/** What a configured chart asks of the experiments around it. */
export interface Surroundings {
    /** The experiments that a line without a prefix is drawn for. */
    paths: string[];
    metricsOf: (path: string) => Promise<MetricLine[]>;
    /** The paths of experiments by their ids; those that are not there are left out. */
    pathsOf: (ids: string[]) => Promise<string[]>;
}

/** Finds what the lines of a chart are drawn of, and says which of them cannot be. */
export async function find(setting: LineSetting, { paths, metricsOf, pathsOf }: Surroundings): Promise<{ lines: FoundLine[]; problems: string[] }> {
    const problems: string[] = [];
    const several = paths.length > 1;
    const isMean = setting.lines.some(({ prefix, ids }) => prefix === null && ids.length > 1);
    const findOne = async (item: LineItem): Promise<FoundLine[]> => {
        const ids = item.prefix === null ? item.ids : [];
        const own = item.prefix !== null ? [item.prefix] : ids.length > 0 ? await pathsOf(ids) : null;
        if (own && own.length < ids.length) problems.push(`${ids.length - own.length} of the experiments with these ids were not found: ${ids.join(', ')}`);
        if (own?.length === 0) return [];
        // A line without a prefix is one for each experiment; several ids are one line, their mean.
        const found = (own ? [own] : paths.map((path) => [path])).map(async (group): Promise<FoundLine[]> => {
            const metrics = await metricsOf(group[0] ?? '');
            const field = fieldOf(item.y, metrics);
            if (!field && own === null && several) return [];
            if (!field) throw new Error(`${item.y} is not recorded in ${group[0]}.`);
            const parts = [own || several ? nameOf(group[0] ?? '') : '', setting.lines.length > 1 && own === null ? item.y : ''];
            const chart = chartsOf([metrics]).find((one) => titleOf(one) === titleOf(field));
            const x = item.x === 'default' && chart ? usualAxis(chart, isMean) : axisOf(item.x, field.metric);
            return [{ item, paths: group, field, x, label: item.label ?? (parts.filter(Boolean).join(' ') || item.y) }];
        });
        return (await settled(found)).flat();
    };
    const settled = async (all: Promise<FoundLine[]>[]) =>
        (await Promise.allSettled(all)).map((one) => {
            if (one.status === 'fulfilled') return one.value;
            problems.push((one.reason as Error).message);
            return [];
        });
    const lines = (await settled(setting.lines.map(findOne))).flat();
    if (several && lines.length === 0 && problems.length === 0) problems.push(`${setting.lines.map(({ y }) => y).join(', ')} is not recorded in this folder.`);
    return { lines, problems };
}

/** What lines have in common when one question can ask for all of them. */
export const questionOf = ({ field, x }: FoundLine): string => JSON.stringify([field.metric, field.field, x]);

/** A line that is drawn. */
export interface DrawnCurve {
    label: string;
    colour: string;
    dash: number[];
    curve: CurveColumns;
}

/** The lines with the curves that have been read, by their questions. A line takes the stroke of its place, whether or not those before it have points. */
export function drawnOf(lines: FoundLine[], curves: Map<string, RunCurve[]>): DrawnCurve[] {
    return lines.flatMap((line, at) => {
        const own = (curves.get(questionOf(line)) ?? []).filter(({ path }) => line.paths.includes(path)).map(({ curve }) => curve);
        const [first] = own;
        if (!first) return [];
        const stroke = strokeAt(at);
        const curve = own.length > 1 ? curveOf(merge(own), first) : first;
        return [{ label: line.label, colour: line.item.colour ?? stroke.colour, dash: line.item.dash ?? stroke.dash, curve }];
    });
}

/** The paths of experiments by their ids, as the table of runs has them. */
export async function pathsOfIds(source: Source, ids: string[]): Promise<string[]> {
    const list = ids.map((id) => `'${id.replaceAll("'", "''")}'`).join(', ');
    return (await source.runs({ sort: 'path', descending: false, first: 500, columns: [], filter: `id in (${list})` })).runs.map(({ path }) => path);
}

/** The ids of experiments by their paths. */
export async function idsOfPaths(source: Source, paths: string[]): Promise<Map<string, string>> {
    const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ');
    const { runs } = await source.runs({ sort: 'path', descending: false, first: 500, columns: ['id'], filter: `path in (${list})` });
    return new Map(runs.flatMap(({ path, values: [id] }) => (typeof id === 'string' ? [[path, id] as const] : [])));
}
