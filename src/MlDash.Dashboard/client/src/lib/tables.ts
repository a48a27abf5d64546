import type { FileTableAnswer } from './answers';

export interface Table {
    head: string[];
    rows: string[][];
    /** What it does not show. */
    note: string;
}

/** The first rows of a table that whoever answers has read; what is absent is empty. */
export function tableOfAnswer({ columns, rows, totalRows, totalColumns }: FileTableAnswer): Table {
    const shown = [
        ...(totalRows > rows.length ? [`${rows.length} of ${totalRows} rows`] : []),
        ...(totalColumns > columns.length ? [`${columns.length} of ${totalColumns} columns`] : []),
    ];
    return {
        head: columns,
        rows: rows.map((row) => row.map((cell) => cell ?? '')),
        note: shown.length > 0 ? `These are the first ${shown.join(' and ')}. Download it to see all.` : '',
    };
}

/** A text of separated values as a table; the first line is the head. Values in quotes may hold separators, lines and doubled quotes. */
export function tableOf(text: string, separator: ',' | '\t' | ';', most: number): Table {
    const rows: string[][] = [];
    let [row, value, isQuoted, at] = [[] as string[], '', false, text.charCodeAt(0) === 0xfeff ? 1 : 0];
    const endRow = () => {
        row.push(value);
        if (row.length > 1 || value !== '') rows.push(row);
        [row, value] = [[], ''];
    };
    for (; at < text.length && rows.length <= most + 1; at++) {
        const sign = text[at] ?? '';
        if (isQuoted) {
            if (sign !== '"') value += sign;
            else if (text[at + 1] === '"') [value, at] = [`${value}"`, at + 1];
            else isQuoted = false;
        } else if (sign === '"' && value === '') isQuoted = true;
        else if (sign === separator) {
            row.push(value);
            value = '';
        } else if (sign === '\n') endRow();
        else if (sign !== '\r') value += sign;
    }
    endRow();
    return { head: rows[0] ?? [], rows: rows.slice(1, most + 1), note: rows.length > most + 1 ? `These are the first ${most} rows. Download it to see all.` : '' };
}

/** What separates the values of a file: a tab in .tsv, else whichever of comma and semicolon its first line has more of. */
export function separatorOf(name: string, text: string): ',' | '\t' | ';' {
    if (/\.tsv$/i.test(name)) return '\t';
    const first = text.slice(0, Math.max(0, text.indexOf('\n')) || text.length);
    return first.split(';').length > first.split(',').length ? ';' : ',';
}
