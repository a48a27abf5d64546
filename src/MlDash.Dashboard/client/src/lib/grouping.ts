import type { RunDetailAnswer } from './answers';
import { byFolder, groupBy, type RunGroup } from './comparing';
import { anyShown } from './texts';

type Described = Pick<RunDetailAnswer, 'path' | 'tags' | 'parameters'>;

/** What a run has in a column of parameters, or its tags, as a text; empty when it has none. */
function valueOf(run: Described | undefined, by: string): string {
    if (!run) return '';
    if (by === 'tags') return [...run.tags].sort().join(', ');
    const found = run.parameters.find(({ name }) => `params.${name}` === by);
    return found ? anyShown(found.value) : '';
}

/** Runs in the groups that somebody chose; null where each run has its own line. */
export function chosenGroups(by: string, paths: string[], runs: Described[]): RunGroup[] | null {
    if (by === '' || by === 'none') return null;
    if (by === 'folder') return byFolder(paths);
    const known = new Map(runs.map((run) => [run.path, run]));
    const name = by.replace(/^params\./, '');
    return groupBy(paths, (path) => {
        const value = valueOf(known.get(path), by);
        return by === 'tags' ? value || 'no tags' : value ? `${name} = ${value}` : `no ${name}`;
    });
}

/** Which of the dashes each run has: the same for the same value of a parameter. */
export function dashesOf(by: string, runs: Described[]): Map<string, number> {
    const values = [...new Set(runs.map((run) => valueOf(run, by)))].sort((one, other) => Number(one) - Number(other) || one.localeCompare(other));
    return new Map(runs.map((run) => [run.path, values.indexOf(valueOf(run, by))]));
}

/** A parameter of several runs. */
export interface Difference {
    name: string;
    /** The values in the order of the runs; undefined where one has none. */
    values: unknown[];
    isSame: boolean;
}

/** The parameters of runs, in the order of their names: those that differ between two of them, or all. */
export function differing(runs: Described[], hasAll: boolean): Difference[] {
    const maps = runs.map((run) => new Map(run.parameters.map(({ name, value }) => [name, value])));
    const names = [...new Set(maps.flatMap((map) => [...map.keys()]))].sort();
    return names
        .map((name) => {
            const values = maps.map((map) => map.get(name));
            return { name, values, isSame: values.every((value) => JSON.stringify(value) === JSON.stringify(values[0])) };
        })
        .filter(({ isSame }) => hasAll || !isSame);
}
