import { describe, expect, it } from 'vitest';
import { chosenFiles } from './media';

const files = [
    { path: 'a/9.png', at: 1, length: 5 },
    { path: 'a/10.png', at: 3, length: 5 },
    { path: 'b.PNG', at: 2, length: 9 },
    { path: 'c.mp4', at: 4, length: 9 },
].map((file) => ({ ...file, contentType: '', checksum: '', description: null }));
const paths = (sort: 'name' | 'date' | 'size', limit = 9, glob = '**/*.png') => chosenFiles(files, { glob, sort, limit }).map(({ path }) => path);

describe('the files of a grid', () => {
    it('are in the order of their names, numbers as numbers', () => expect(paths('name')).toEqual(['a/9.png', 'a/10.png', 'b.PNG']));
    it('have the latest first', () => expect(paths('date')).toEqual(['a/10.png', 'b.PNG', 'a/9.png']));
    it('have the largest first', () => expect(paths('size')[0]).toBe('b.PNG'));
    it('are as many as the limit', () => expect(paths('name', 2)).toHaveLength(2));
    it('match the pattern', () => expect(paths('name', 9, 'a/*')).toEqual(['a/9.png', 'a/10.png']));
});
