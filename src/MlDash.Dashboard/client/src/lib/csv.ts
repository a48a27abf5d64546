import type { Labelled } from './picture';

/** Bytes of a file that a spreadsheet opens too. */
export const csvType = 'text/csv;charset=utf-8';

/** The numbers of a chart as CSV: a row a bucket. */
export function csvOf(curves: Labelled[]): string {
    const rows: unknown[][] = [['run', 'x', 'y', 'least', 'greatest', 'points']];
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
