import { describe, expect, it } from 'vitest';
import { Strokes } from './colours';

describe('strokes', () => {
    it('stay with a run, and differ between the first thirty-two', () => {
        const strokes = Strokes.start();
        const first = Array.from({ length: 32 }, (_, at) => JSON.stringify(strokes.of(`run ${at}`)));
        expect(new Set(first).size).toBe(32);
        expect(JSON.stringify(strokes.of('run 5'))).toBe(first[5]);
    });

    it('keep their colours while something else chooses the dashes', () => {
        const strokes = Strokes.start();
        const [a, b] = [strokes.of('a'), strokes.of('b')];
        const dashed = strokes.dashed(new Map([['b', 1]]));
        expect([dashed.of('a').colour, dashed.of('b').colour]).toEqual([a.colour, b.colour]);
        expect(dashed.of('a').dash).toEqual([]);
        expect(dashed.of('b').dash).not.toEqual(b.dash);
    });
});
