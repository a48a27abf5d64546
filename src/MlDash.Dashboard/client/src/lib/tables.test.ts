import { describe, expect, it } from 'vitest';
import { separatorOf, tableOf, tableOfAnswer } from './tables';

describe('separated values', () => {
    it('are a table', () =>
        expect(tableOf('a,b\n1,2\r\n3,4', ',', 10)).toEqual({ head: ['a', 'b'], rows: [['1', '2'], ['3', '4']], note: '' }));

    it('may hold separators, lines and quotes', () =>
        expect(tableOf('\ufeffa,b\n"x, ""y""\nz",2\n\n', ',', 10)).toEqual({ head: ['a', 'b'], rows: [['x, "y"\nz', '2']], note: '' }));

    it('end where the most rows are', () => {
        const table = tableOf('n\n1\n2\n3\n', ',', 2);
        expect(table.rows).toEqual([['1'], ['2']]);
        expect(table.note).toContain('the first 2 rows');
        expect(tableOf('n\n1\n2\n', ',', 2).note).toBe('');
    });

    it('may be none', () => expect(tableOf('', ',', 2)).toEqual({ head: [], rows: [], note: '' }));

    it('may be what somebody else has read', () => {
        const answer = { columns: ['a', 'b'], rows: [['1', null]], totalRows: 1, totalColumns: 2, fault: null };
        expect(tableOfAnswer(answer)).toEqual({ head: ['a', 'b'], rows: [['1', '']], note: '' });
        expect(tableOfAnswer({ ...answer, totalRows: 9, totalColumns: 3 }).note).toBe('These are the first 1 of 9 rows and 2 of 3 columns. Download it to see all.');
    });

    it.each([['x.tsv', 'a,b', '\t'], ['x.csv', 'a;b;c,d\n,,,,', ';'], ['x.csv', 'a,b', ',']])('of %s, %j are parted by %j', (name, text, sign) =>
        expect(separatorOf(name, text)).toBe(sign));
});
