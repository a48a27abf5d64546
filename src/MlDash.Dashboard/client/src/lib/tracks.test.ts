import { expect, it } from 'vitest';
import { moment } from './texts';
import { isClock, linesOfTrack, timeShown } from './tracks';

it('the columns of a track that hold numbers are lines over time', () => {
    const columns = { x: [1, null, 3, 4], name: ['a', 'b', 'c', 'd'] };
    expect(linesOfTrack({ topic: 'pose', at: [1, 2, 3, 3], columns, hasMore: false })).toEqual([
        { name: 'x', line: { x: [1, 2, 3], y: [1, null, 4] } },
    ]);
});

it('the times of a track are moments, or seconds since its begin', () => {
    expect([isClock([0, 1.5]), isClock([1795993053.9]), isClock([])]).toEqual([false, true, false]);
    expect(timeShown(1.5, false)).toBe('1.5 s');
    expect(timeShown(1795993053.5, true)).toBe(moment(1795993053500));
});
