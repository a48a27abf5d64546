import { beforeEach, describe, expect, it } from 'vitest';
import type { RunListAnswer } from './answers';
import { RunPages } from './paging';
import type { RunListQuestion } from './source';

const question = { sort: null, descending: true, columns: [], filter: '' };
let asked: RunListQuestion[];
let version: number;
let held: (() => void) | null;

const ask = async (one: RunListQuestion): Promise<RunListAnswer> => {
    asked.push(one);
    if (held === null) await new Promise<void>((free) => (held = free));
    const from = Number(one.after ?? 0);
    const runs = Array.from({ length: Math.min(one.first, 1200 - from) }, (_, at) => ({
        path: `${one.filter}${from + at}`, name: '', status: '', startedAt: null, endedAt: null, tags: [], values: [],
    }));
    return { runs, total: 1200, next: from + one.first < 1200 ? String(from + one.first) : null, version, warnings: [] };
};

beforeEach(() => {
    [asked, version, held] = [[], 1, () => undefined];
});

describe('the rows of the table', () => {
    it('are read as far as they are looked at', async () => {
        const pages = new RunPages(ask, () => undefined);
        await pages.load(question, 100);
        expect([pages.lines.length, pages.total]).toEqual([100, 1200]);
        await pages.more(question);
        await pages.more(question);
        await pages.more(question);
        expect(new Set(pages.lines.map(({ path }) => path)).size).toBe(1200);
        await pages.more(question);
        expect(asked).toHaveLength(4);
    });

    it('are read again when something has changed, as many as there were', async () => {
        const pages = new RunPages(ask, () => undefined);
        await pages.load(question, 700);
        expect(await pages.refresh(question, 100)).toBe(false);
        version = 2;
        const count = asked.length;
        expect(await pages.refresh(question, 100)).toBe(true);
        expect(asked.slice(count + 1).map(({ first }) => first)).toEqual([500, 200]);
    });

    it('are those of the last question, whichever is answered last', async () => {
        const pages = new RunPages(ask, () => undefined);
        held = null;
        const slow = pages.load({ ...question, filter: 'old' }, 100);
        const free = () => (held as unknown as () => void)();
        await Promise.resolve();
        await pages.load({ ...question, filter: 'new' }, 100);
        free();
        await slow;
        expect(pages.lines[0]?.path).toBe('new0');
    });
});
