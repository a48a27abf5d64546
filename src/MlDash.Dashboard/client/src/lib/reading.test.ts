import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChangesAnswer, MetricCurves } from './answers';
import { curve } from './curves.test.data';
import { follow, type RunCurve } from './reading';
import type { SeriesQuestion, Source } from './source';

const points: Record<string, number> = {};
const asked: string[][] = [];
let fault: Error | null = null;
let source: Source;

beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }));
    Object.assign(points, { a: 1, b: 1 });
    asked.length = 0;
    fault = null;
    source = {
        series: ({ paths, metric }: SeriesQuestion): Promise<MetricCurves[]> => {
            asked.push(paths);
            if (fault) return Promise.reject(fault);
            return Promise.resolve(paths.map((path) => ({ path, metric, curves: [curve([[0, points[path] ?? 0]])] })));
        },
        changes: (paths: string[]): Promise<ChangesAnswer> =>
            Promise.resolve({
                cursor: '',
                changed: paths.map((path) => ({ path, version: '', status: 'running', points: { train: points[path] ?? 0 }, logs: 0 })),
                gone: [],
            }),
    } as unknown as Source;
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

describe('the curves of a chart', () => {
    const question: SeriesQuestion = { paths: ['a', 'b'], metric: 'train', field: 'loss', x: 'default', buckets: 100 };

    it('are asked at once, and again only where points have come', async () => {
        const shown: RunCurve[][] = [];
        const end = follow(source, question, (curves) => shown.push(curves), () => undefined);
        await vi.advanceTimersByTimeAsync(0);
        expect(asked).toEqual([['a', 'b']]);
        points.b = 7;
        await vi.advanceTimersByTimeAsync(2500);
        expect(asked).toEqual([['a', 'b'], ['b']]);
        expect(shown.map((curves) => curves.map(({ path, curve: { lastY } }) => [path, lastY[0]]))).toEqual([
            [['a', 1], ['b', 1]],
            [['a', 1], ['b', 7]],
        ]);
        end();
        points.a = 9;
        await vi.advanceTimersByTimeAsync(60_000);
        expect(asked).toHaveLength(2);
    });

    it('of more runs than a question takes are asked in several', async () => {
        const paths = Array.from({ length: 130 }, (_, at) => `run-${at}`);
        const end = follow(source, { ...question, paths }, () => undefined, () => undefined);
        await vi.advanceTimersByTimeAsync(0);
        expect(asked.map((one) => one.length)).toEqual([100, 30]);
        end();
    });

    it('say what is wrong', async () => {
        fault = new Error('Experiment was not found.');
        const fail = vi.fn();
        follow(source, question, () => undefined, fail)();
        const end = follow(source, question, () => undefined, fail);
        await vi.advanceTimersByTimeAsync(0);
        expect(fail).toHaveBeenCalledExactlyOnceWith(fault);
        end();
    });
});
