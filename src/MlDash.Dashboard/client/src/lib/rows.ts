import type { RunLine, Value } from './answers';
import { parentOf } from './place';
import { deviation, finite, mean } from './statistics';
import { number, shown } from './texts';

/** Runs of the table that have something in common. */
export interface RowGroup {
    label: string;
    runs: RunLine[];
}

/** A row of the table: a run, or the head of a group. */
export type Row = { kind: 'run'; run: RunLine } | { kind: 'group'; group: RowGroup; isOpen: boolean };

/** Runs in the groups of a column (whose values are at a place), of tags or of folders, in the order of their first runs. */
export function groupsOf(runs: RunLine[], by: string, place: number): RowGroup[] {
    const groups = new Map<string, RunLine[]>();
    for (const run of runs) {
        const label = labelOf(run, by, place);
        const inside = groups.get(label);
        if (inside) inside.push(run);
        else groups.set(label, [run]);
    }
    return [...groups].map(([label, inside]) => ({ label, runs: inside }));
}

function labelOf(run: RunLine, by: string, place: number): string {
    if (by === 'folder') return parentOf(run.path) || 'top';
    if (by === 'tags') return [...run.tags].sort().join(', ') || 'no tags';
    const name = by.replace(/^params\./, '');
    const value = run.values[place] ?? null;
    return value === null ? `no ${name}` : `${name} = ${shown(value)}`;
}

/** The rows of groups, with the runs of those that are open. */
export const rowsOf = (groups: RowGroup[], open: ReadonlySet<string>): Row[] =>
    groups.flatMap((group): Row[] => {
        const isOpen = open.has(group.label);
        return [{ kind: 'group', group, isOpen }, ...(isOpen ? group.runs.map((run): Row => ({ kind: 'run', run })) : [])];
    });

/** The runs from one row to another, in whatever direction; the other one alone where the one is not there. */
export function between(rows: Row[], one: string, other: string): string[] {
    const paths = rows.flatMap((row) => (row.kind === 'run' ? row.run.path : []));
    const [from, to] = [paths.indexOf(one), paths.indexOf(other)];
    return from < 0 || to < 0 ? [other] : paths.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** What the runs of a group have in a column: the mean and the spread of numbers, or the text that all of them have. */
export function summaryOf(values: Value[]): { text: string; title: string; isNumber: boolean } {
    const numbers = finite(values);
    if (numbers.length > 0) {
        const [middle, spread] = [mean(numbers), deviation(numbers)];
        const text = spread > 0 ? `${asFineAs(spread, middle)} ± ${Number(spread.toPrecision(2))}` : number(middle);
        return { text, title: `mean ${middle}, standard deviation ${spread}, of ${numbers.length}`, isNumber: true };
    }
    const [first] = values;
    const isSame = first !== null && first !== undefined && values.every((value) => value === first);
    return { text: isSame ? String(first) : '', title: '', isNumber: false };
}

/** A mean with no more digits than its spread says something about. */
function asFineAs(spread: number, middle: number): string {
    const decimals = 1 - Math.floor(Math.log10(spread));
    return decimals < 0 || decimals > 6 ? number(middle) : String(Number(middle.toFixed(decimals)));
}
