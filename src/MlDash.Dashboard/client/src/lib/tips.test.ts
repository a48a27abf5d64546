import { describe, expect, it } from 'vitest';
import type { DrawnLine } from './picture';
import { tipOf } from './tips';

const line = (label: string, x: number[], y: (number | null)[], part: DrawnLine['part'] = 'line'): DrawnLine => ({
    label,
    stroke: { colour: '#000', dash: [] },
    line: { x, y },
    part,
    hasPoints: false,
});
const told = (lines: DrawnLine[], x: number, most?: number) => tipOf(lines, x, 1, most).lines.map(({ label, x: at, y }) => [label, at, y]);

describe('the values at the pointer', () => {
    it('are the nearest of each line, the greatest first', () => {
        expect(told([line('a', [0, 10, 20], [1, 2, 3]), line('b', [0, 12], [9, 8])], 11.5)).toEqual([
            ['b', 12, 8],
            ['a', 10, 2],
        ]);
    });

    it('are not of a line that ended far before, of one behind, or of the edge of a band', () => {
        const lines = [line('short', [0, 5], [1, 1]), line('near', [0, 11.5], [2, 2]), line('raw', [12], [3], 'faint'), line('band', [12], [4], 'edge')];
        expect(told(lines, 12)).toEqual([['near', 11.5, 2]]);
    });

    it('pass over a gap', () => expect(told([line('a', [0, 1, 2], [1, null, 3])], 1.2)).toEqual([['a', 2, 3]]));

    it('are of the later piece after a restart', () => expect(told([line('a', [0, 1], [1, 2]), line('a', [0, 1], [5, 6])], 1)).toEqual([['a', 1, 6]]));

    it('are a few, and say how many more there are', () => {
        const many = Array.from({ length: 30 }, (_, at) => line(`run ${at}`, [0], [at]));
        expect(told(many, 0, 2)).toEqual([
            ['run 29', 0, 29],
            ['run 28', 0, 28],
        ]);
        expect(tipOf(many, 0, 1, 2).more).toBe(28);
    });
});
