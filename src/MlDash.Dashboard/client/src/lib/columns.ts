import type { ColumnListAnswer, RunLine, Value } from './answers';
import { isAxis } from './charts';
import { ago, duration, moment, shown } from './texts';

/** Columns that every row has without being asked for them. */
const own = ['status', 'started', 'duration', 'tags'];

/** The columns behind the path: those that somebody chose, else the usual ones with the first metrics and parameters there are. What counts steps is none of them: it says nothing about how good a run is. */
export function columnsOf(chosen: string[], known: Pick<ColumnListAnswer, 'parameters' | 'fields'>): string[] {
    if (chosen.length > 0) return chosen;
    return [...own, ...known.fields.filter((field) => !isAxis(field.slice(field.lastIndexOf('.') + 1))).slice(0, 4).map((field) => `metrics.${field}.last`), ...known.parameters.slice(0, 4).map((name) => `params.${name}`)];
}

/** All that can be a column. */
export const allColumns = (known: Pick<ColumnListAnswer, 'parameters' | 'fields'>): string[] => [
    ...own,
    ...known.parameters.map((name) => `params.${name}`),
    ...known.fields.flatMap((field) => ['last', 'min', 'max'].map((what) => `metrics.${field}.${what}`)),
];

/** The columns that a question asks for. */
export const askedOf = (columns: string[]): string[] => columns.filter((column) => !own.includes(column));

/** Whether the store can order runs by a column. */
export const isSortable = (column: string): boolean => column !== 'tags';

/** A column as its head says it. */
export const shortOf = (column: string): string => column.replace(/^(metrics|params)\./, '').replace(/\.last$/, '');

/** Columns after one of them has been moved to a place. */
export function movedTo(columns: string[], column: string, to: number): string[] {
    const rest = columns.filter((one) => one !== column);
    rest.splice(Math.min(rest.length, Math.max(0, to)), 0, column);
    return rest;
}

/** What the table shows of a run. */
export interface Cell {
    text: string;
    title: string;
    isNumber: boolean;
}

/** The cell of a run in a column; its values are those of the columns that were asked for. */
export function cellOf(run: RunLine, column: string, asked: string[], now: number): Cell {
    const cell = (text: string, title = text, isNumber = false): Cell => ({ text, title, isNumber });
    switch (column) {
        case 'status':
            return cell(run.status);
        case 'tags':
            return cell(run.tags.join(', '));
        case 'started':
            return run.startedAt === null ? cell('') : cell(ago(run.startedAt, now), moment(run.startedAt));
        case 'duration': {
            if (run.startedAt === null) return cell('', '', true);
            const end = run.endedAt ?? (run.status === 'running' ? now : run.startedAt);
            return cell(duration(end - run.startedAt), undefined, true);
        }
        default: {
            const value: Value = run.values[asked.indexOf(column)] ?? null;
            return cell(shown(value), value === null ? '' : String(value), typeof value === 'number');
        }
    }
}
