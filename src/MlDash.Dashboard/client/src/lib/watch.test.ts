import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChangeLine, ChangesAnswer } from './answers';
import type { Source } from './source';
import { hasPoints, Watch, type Change } from './watch';

/** A source whose experiments are as a test says. */
class Told {
    readonly asked: { paths: string[]; since: string | null }[] = [];
    readonly runs = new Map<string, ChangeLine>();

    set(path: string, loss: number): void {
        this.runs.set(path, { path, version: '1', status: 'running', points: { train: loss }, logs: 0 });
    }

    changes = (paths: string[], since: string | null): Promise<ChangesAnswer> => {
        this.asked.push({ paths, since });
        const before = new Set(JSON.parse(since ?? '[]') as string[]);
        const found = paths.flatMap((path) => this.runs.get(path) ?? []);
        const states = found.map((line) => JSON.stringify(line));
        return Promise.resolve({
            cursor: JSON.stringify(states),
            changed: found.filter((_, at) => !before.has(states[at] ?? '')),
            gone: [],
        });
    };
}

const page = Object.assign(new EventTarget(), { hidden: false });
let told: Told;
let watch: Watch;

beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('document', page);
    told = new Told();
    watch = new Watch(told as unknown as Source);
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

describe('watching experiments', () => {
    it('tells of what has changed since it is known, and of nothing else', async () => {
        told.set('a', 1);
        told.set('b', 1);
        const heard = vi.fn<(changes: Change[]) => void>();
        const end = watch.on(['a', 'b'], heard);
        await watch.knows(['a', 'b']);
        await vi.advanceTimersByTimeAsync(3000);
        expect(heard).not.toHaveBeenCalled();
        told.set('b', 2);
        await vi.advanceTimersByTimeAsync(5000);
        const changes = heard.mock.calls.flatMap(([found]) => found);
        expect(changes.map(({ path }) => path)).toEqual(['b']);
        expect(hasPoints(changes[0] as Change, 'train')).toBe(true);
        expect(hasPoints(changes[0] as Change, 'eval')).toBe(false);
        end();
    });

    it('asks once for all who want to know, from where the answer before ended', async () => {
        told.set('a', 1);
        told.set('b', 1);
        const ends = [watch.on(['a'], () => undefined), watch.on(['a', 'b'], () => undefined)];
        await Promise.all([watch.knows(['a']), watch.knows(['a', 'b'])]);
        expect(told.asked).toEqual([{ paths: ['a', 'b'], since: null }]);
        await vi.advanceTimersByTimeAsync(3000);
        expect(told.asked[1]?.since).toContain('"path":"a"'.replaceAll('"', '\\"'));
        ends.forEach((end) => end());
    });

    it('asks for a hundred at a time', async () => {
        const paths = Array.from({ length: 250 }, (_, at) => `run-${at}`);
        const end = watch.on(paths, () => undefined);
        await watch.knows([]);
        await vi.advanceTimersByTimeAsync(3000);
        expect(told.asked.slice(0, 3).map((one) => one.paths.length)).toEqual([100, 100, 50]);
        end();
    });

    it('asks no more when nobody wants to know', async () => {
        told.set('a', 1);
        const end = watch.on(['a'], () => undefined);
        await watch.knows(['a']);
        end();
        const count = told.asked.length;
        await vi.advanceTimersByTimeAsync(60_000);
        expect(told.asked).toHaveLength(count);
    });
});
