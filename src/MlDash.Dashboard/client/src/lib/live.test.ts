import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pause, repeat } from './live';
import { QuestionError } from './source';

const page = Object.assign(new EventTarget(), { hidden: false });

beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('document', page);
    page.hidden = false;
});
afterEach(() => {
    pause(false);
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

describe('looking again and again', () => {
    it('is every two seconds while something changes', async () => {
        const look = vi.fn(() => Promise.resolve(true));
        const end = repeat(look);
        await vi.advanceTimersByTimeAsync(22_500);
        expect(look.mock.calls.length).toBeGreaterThanOrEqual(10);
        expect(look.mock.calls.length).toBeLessThanOrEqual(12);
        end();
    });

    it('is ever more rarely while nothing does, up to fifteen seconds', async () => {
        const look = vi.fn(() => Promise.resolve(false));
        const end = repeat(look);
        await vi.advanceTimersByTimeAsync(120_000);
        // After 2, 6, 14 and 29 seconds, then about every 15.
        expect(look.mock.calls.length).toBeGreaterThanOrEqual(9);
        expect(look.mock.calls.length).toBeLessThanOrEqual(11);
        end();
    });

    it('stops while the tab is hidden, and goes on at once', async () => {
        const look = vi.fn(() => Promise.resolve(true));
        const end = repeat(look);
        page.hidden = true;
        page.dispatchEvent(new Event('visibilitychange'));
        await vi.advanceTimersByTimeAsync(60_000);
        expect(look).not.toHaveBeenCalled();
        page.hidden = false;
        page.dispatchEvent(new Event('visibilitychange'));
        await vi.advanceTimersByTimeAsync(0);
        expect(look).toHaveBeenCalledOnce();
        end();
    });

    it('stops while the page is paused, and goes on at once', async () => {
        const look = vi.fn(() => Promise.resolve(true));
        const end = repeat(look);
        pause(true);
        await vi.advanceTimersByTimeAsync(60_000);
        expect(look).not.toHaveBeenCalled();
        pause(false);
        await vi.advanceTimersByTimeAsync(0);
        expect(look).toHaveBeenCalledOnce();
        end();
    });

    it('waits as long as the server says', async () => {
        const look = vi.fn(() => Promise.reject(new QuestionError('Too many requests.', '', 'TooManyRequests', 40_000)));
        const end = repeat(look);
        await vi.advanceTimersByTimeAsync(41_000);
        expect(look).toHaveBeenCalledOnce();
        await vi.advanceTimersByTimeAsync(4_000);
        expect(look).toHaveBeenCalledTimes(2);
        end();
    });

    it('ends', async () => {
        const look = vi.fn(() => Promise.resolve(true));
        repeat(look)();
        await vi.advanceTimersByTimeAsync(60_000);
        expect(look).not.toHaveBeenCalled();
    });
});
