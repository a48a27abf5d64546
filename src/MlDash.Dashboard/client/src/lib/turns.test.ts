import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTurn } from './turns';

let frames: (() => void)[];
const frame = () => frames.splice(0).forEach((run) => run());

beforeEach(() => {
    frames = [];
    vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
});
afterEach(() => vi.unstubAllGlobals());

describe('work in turn', () => {
    it('is one piece a frame, in the order it came', () => {
        const done: string[] = [];
        for (const name of ['a', 'b', 'c']) inTurn(() => done.push(name));
        expect(done).toEqual([]);
        frame();
        expect(done).toEqual(['a']);
        frame();
        frame();
        expect(done).toEqual(['a', 'b', 'c']);
        frame();
        expect(frames).toEqual([]);
    });

    it('can be taken back', () => {
        const done: string[] = [];
        const back = inTurn(() => done.push('a'));
        inTurn(() => done.push('b'));
        back();
        frame();
        frame();
        expect(done).toEqual(['b']);
    });
});
