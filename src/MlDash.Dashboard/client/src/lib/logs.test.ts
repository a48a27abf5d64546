import { describe, expect, it } from 'vitest';
import type { LogLine } from './answers';
import { LogWindow, timeOf } from './logs';
import type { LogQuestion } from './source';

/** A log as the server answers it: pages of a thousand entries, the last ones when no begin is given. */
function logOf(count: number) {
    const all: LogLine[] = Array.from({ length: count }, (_, number) => ({ number, at: number, level: number % 2 ? 'info' : 'warn', message: '', metadata: null }));
    const logs = async ({ from, levels }: LogQuestion) => {
        const fitting = all.filter(({ level, number }) => (levels.length === 0 || levels.includes(level)) && number >= (from ?? 0));
        const entries = from === null || from === undefined ? fitting.slice(-1000) : fitting.slice(0, 1000);
        const hasMore = entries.at(-1) !== fitting.at(-1);
        return { entries, next: hasMore ? (entries.at(-1)?.number ?? 0) + 1 : all.length, hasMore };
    };
    return { logs, add: (level: string) => all.push({ number: all.length, at: 0, level, message: 'new', metadata: null }) };
}
const numbers = (window: LogWindow) => [window.entries[0]?.number, window.entries.at(-1)?.number, window.entries.length];
const all = { levels: [], search: '' };

describe('a window of a log', () => {
    it('begins with the last entries and grows at both ends', async () => {
        const log = logOf(2500);
        const window = new LogWindow(log, 'a', all);
        await window.begin(null);
        expect(numbers(window)).toEqual([1500, 2499, 1000]);
        expect(await window.earlier()).toBe(1000);
        expect(numbers(window)).toEqual([500, 2499, 2000]);
        expect(window.hasEarlier).toBe(true);
        await window.earlier();
        expect(numbers(window)).toEqual([0, 2499, 2500]);
        expect(window.hasEarlier).toBe(false);
        expect(await window.follow()).toBe(false);
        log.add('info');
        expect(await window.follow()).toBe(true);
        expect(window.entries.at(-1)?.message).toBe('new');
    });

    it('finds earlier entries of a level behind pages of others', async () => {
        const window = new LogWindow(logOf(6000), 'a', { ...all, levels: ['warn'] });
        await window.begin(null);
        expect(numbers(window)).toEqual([4000, 5998, 1000]);
        expect(await window.earlier()).toBe(1000);
        expect(numbers(window)).toEqual([2000, 5998, 2000]);
        expect(new Set(window.entries.map(({ number }) => number)).size).toBe(2000);
    });

    it('shows the entry of a link', async () => {
        const window = new LogWindow(logOf(9000), 'a', all);
        await window.begin(4000);
        expect(numbers(window)).toEqual([3500, 4499, 1000]);
        await window.follow();
        expect(numbers(window)).toEqual([3500, 5499, 2000]);
    });

    it('holds only so much', async () => {
        const window = new LogWindow(logOf(5000), 'a', all, 1500);
        await window.begin(0);
        await window.follow();
        expect(numbers(window)).toEqual([500, 1999, 1500]);
        expect(window.hasEarlier).toBe(true);
    });

    it('may be empty', async () => {
        const window = new LogWindow(logOf(0), 'a', all);
        await window.begin(null);
        expect([window.entries, window.hasEarlier, await window.earlier()]).toEqual([[], false, 0]);
    });
});

it('the time of a form is in milliseconds', () => {
    expect(timeOf('')).toBeNull();
    expect(timeOf('nonsense')).toBeNull();
    expect(timeOf('2026-01-02T03:04')).toBe(new Date(2026, 0, 2, 3, 4).getTime());
});
