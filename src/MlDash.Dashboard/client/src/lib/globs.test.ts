import { describe, expect, it } from 'vitest';
import { glob } from './globs';

describe('a pattern', () => {
    it.each([
        ['**/*.{png,jpg}', 'a.png', true],
        ['**/*.{png,jpg}', 'x/y/a.JPG', true],
        ['**/*.{png,jpg}', 'x/a.gif', false],
        ['videos/*.mp4', 'videos/q.mp4', true],
        ['videos/*.mp4', 'videos/old/q.mp4', false],
        ['videos/**', 'videos/old/q.mp4', true],
        ['q_?.png', 'q_1.png', true],
        ['q_?.png', 'q_12.png', false],
        ['q_[0-3].png', 'q_2.png', true],
        ['q_[!0-3].png', 'q_2.png', false],
        ['train*', 'train.loss', true],
        ['a.b', 'aXb', false],
        ['a(b)+$', 'a(b)+$', true],
        ['[', '[', true],
        ['{a', '{a', true],
        ['[z-a]', 'z', false],
    ])('%s and %s', (pattern, path, matches) => expect(glob(pattern).test(path)).toBe(matches));
});
