import { expect, it } from 'vitest';
import { linesOfTrack } from './tracks';

it('the columns of a track that hold numbers are lines over time', () => {
    const columns = { x: [1, null, 3, 4], name: ['a', 'b', 'c', 'd'] };
    expect(linesOfTrack({ topic: 'pose', at: [1000, 2000, 3000, 3000], columns, hasMore: false })).toEqual([
        { name: 'x', line: { x: [1, 2, 3], y: [1, null, 4] } },
    ]);
});
