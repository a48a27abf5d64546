import type { FileTableAnswer, TableRows } from './answers';

/** How many rows a page of a table has. */
export const rowsOfPage = 100;

/** The question for a page of a table; that for the first rows of all is the same wherever it is asked. */
export const askedFor = (skip: number, filter: string): TableRows => ({ skip: skip || null, filter: filter || null });

/** Which rows a page has, for whoever can ask for others. */
export function pageOf({ rows, totalRows, hasMore }: FileTableAnswer, skip: number, filter: string): string {
    const [kind, none] = filter ? ['rows that fit', 'No row fits.'] : ['rows', 'It has no rows.'];
    if (rows.length === 0) return skip > 0 ? 'There are no more rows.' : none;
    const end = skip + rows.length;
    const all = filter ? (hasMore ? null : end) : totalRows;
    return `${count(skip + 1)} to ${count(end)} of ${all === null ? 'the' : count(all)} ${kind}`;
}

/** What a page does not show, and no other page either; empty where there is nothing. */
export function missingOf({ columns, rows, totalRows, totalColumns, lookedAt }: FileTableAnswer, isAll: boolean): string {
    const missing = [
        ...(isAll && totalRows !== rows.length ? [`the first ${totalRows === null ? count(rows.length) : `${count(rows.length)} of ${count(totalRows)}`} rows`] : []),
        ...(lookedAt === null ? [] : [`what is among the first ${count(lookedAt)} rows${totalRows === null ? '' : ` of ${count(totalRows)}`}`]),
        ...(totalColumns > columns.length ? [`${count(columns.length)} of ${count(totalColumns)} columns`] : []),
    ];
    return missing.length > 0 ? `This shows ${missing.join(' and ')}. Download it to see all.` : '';
}

const count = (number: number): string => number.toLocaleString('en-US');
