import { describe, expect, it } from 'vitest';
import { askedFor, missingOf, pageOf } from './tables';

const answer = { columns: ['a', 'b'], rows: [['1', null], ['2', 'x']], totalRows: 2, totalColumns: 2, hasMore: false, lookedAt: null, fault: null };

describe('a page of a table', () => {
    it('is asked for by what differs from the first one, so that a report knows the question', () => {
        expect(askedFor(0, '')).toEqual({ skip: null, filter: null });
        expect(askedFor(100, 'a > 1')).toEqual({ skip: 100, filter: 'a > 1' });
    });

    it.each([
        [{}, 0, '', '1 to 2 of 2 rows'],
        [{ totalRows: 1_234_567, hasMore: true }, 1000, '', '1,001 to 1,002 of 1,234,567 rows'],
        [{ totalRows: null, hasMore: true }, 0, '', '1 to 2 of the rows'],
        [{ totalRows: 900, hasMore: true }, 0, 'a > 0', '1 to 2 of the rows that fit'],
        [{ totalRows: 900 }, 100, 'a > 0', '101 to 102 of 102 rows that fit'],
        [{ rows: [] }, 0, 'a > 9', 'No row fits.'],
        [{ rows: [] }, 100, 'a > 9', 'There are no more rows.'],
        [{ rows: [] }, 0, '', 'It has no rows.'],
    ])('%j from %i, filtered by %j, has %s', (part, skip, filter, text) => expect(pageOf({ ...answer, ...part }, skip, filter)).toBe(text));

    it.each([
        [{}, true, ''],
        [{ totalRows: 9, totalColumns: 3 }, true, 'This shows the first 2 of 9 rows and 2 of 3 columns. Download it to see all.'],
        [{ totalRows: null }, true, 'This shows the first 2 rows. Download it to see all.'],
        [{ totalRows: 9 }, false, ''],
        [{ totalRows: 250_000, lookedAt: 100_000 }, false, 'This shows what is among the first 100,000 rows of 250,000. Download it to see all.'],
        [{ totalRows: null, lookedAt: 100_000 }, false, 'This shows what is among the first 100,000 rows. Download it to see all.'],
    ])('%j, where %s says whether there are no other pages, leaves out: %s', (part, isAll, text) => expect(missingOf({ ...answer, ...part }, isAll)).toBe(text));
});
