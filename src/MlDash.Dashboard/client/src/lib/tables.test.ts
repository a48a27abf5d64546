import { describe, expect, it } from 'vitest';
import { separatorOf, tableOf } from './tables';

describe('separated values', () => {
    it('are a table', () =>
        expect(tableOf('a,b\n1,2\r\n3,4', ',', 10)).toEqual({ head: ['a', 'b'], rows: [['1', '2'], ['3', '4']], hasMore: false }));

    it('may hold separators, lines and quotes', () =>
        expect(tableOf('\ufeffa,b\n"x, ""y""\nz",2\n\n', ',', 10)).toEqual({ head: ['a', 'b'], rows: [['x, "y"\nz', '2']], hasMore: false }));

    it('end where the most rows are', () => {
        const table = tableOf('n\n1\n2\n3\n', ',', 2);
        expect(table.rows).toEqual([['1'], ['2']]);
        expect(table.hasMore).toBe(true);
        expect(tableOf('n\n1\n2\n', ',', 2).hasMore).toBe(false);
    });

    it('may be none', () => expect(tableOf('', ',', 2)).toEqual({ head: [], rows: [], hasMore: false }));

    it.each([['x.tsv', 'a,b', '\t'], ['x.csv', 'a;b;c,d\n,,,,', ';'], ['x.csv', 'a,b', ',']])('of %s, %j are parted by %j', (name, text, sign) =>
        expect(separatorOf(name, text)).toBe(sign));
});
