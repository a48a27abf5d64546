import type { Labelled } from './picture';

/** Bytes of a file that a spreadsheet opens too. */
export const csvType = 'text/csv;charset=utf-8';

/** What the columns of numbers are: around the mean of several runs lies how far they spread, not what was recorded. */
export function headsOf(curves: Labelled[]): string[] {
    const isMerged = curves.some((one) => one.isMerged);
    return ['run', 'x', ...(isMerged ? ['mean', 'mean - deviation', 'mean + deviation', 'runs'] : ['y', 'least', 'greatest', 'points'])];
}

/** The numbers of a chart as CSV: a row a bucket. */
export function csvOf(curves: Labelled[]): string {
    const rows: unknown[][] = [headsOf(curves)];
    for (const { label, curve } of curves)
        curve.count.forEach((count, at) => rows.push([label, curve.lastX[at], curve.isRaw ? curve.lastY[at] : curve.mean[at], curve.minY[at], curve.maxY[at], count]));
    return rows.map((row) => row.map(cell).join(',') + '\r\n').join('');
}

function cell(value: unknown): string {
    if (value === null || value === undefined) return '';
    if (typeof value !== 'string') return String(value);
    // A spreadsheet takes a text that begins so for a formula, and a run can have any name.
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A name that a file can have on every system. */
export const fileNameOf = (title: string, extension: string): string => `${title.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 100)}.${extension}`;
