import { describe, expect, it, vi } from 'vitest';
import { Starting } from './starting';

describe('what may begin', () => {
    it('is no more than the most, until one of these is ready', () => {
        const starting = new Starting(2);
        const begun: number[] = [];
        const ends = [1, 2, 3, 4, 5].map((number) => starting.ask(() => begun.push(number)));
        expect(begun).toEqual([1, 2]);
        ends[1]?.();
        expect(begun).toEqual([1, 2, 3]);
        ends[1]?.();
        expect(begun).toEqual([1, 2, 3]);
    });

    it('is not what is no longer wanted', () => {
        const starting = new Starting(1);
        const begun: number[] = [];
        const ends = [1, 2, 3].map((number) => starting.ask(() => begun.push(number)));
        ends[1]?.();
        ends[0]?.();
        expect(begun).toEqual([1, 3]);
    });

    it('is not held up for ever by what never says that it is ready', () => {
        vi.useFakeTimers();
        const starting = new Starting(1, 100);
        const begun: number[] = [];
        for (const number of [1, 2]) starting.ask(() => begun.push(number));
        vi.advanceTimersByTime(99);
        expect(begun).toEqual([1]);
        vi.advanceTimersByTime(1);
        expect(begun).toEqual([1, 2]);
        vi.useRealTimers();
    });
});
