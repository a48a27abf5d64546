import { describe, expect, it } from 'vitest';
import { chosenGroups, dashesOf, differing } from './grouping';

const run = (path: string, parameters: Record<string, unknown>, tags: string[] = []) => ({
    path,
    tags,
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
});
const runs = [run('a/1', { lr: 0.1, seed: 1 }, ['x', 'b']), run('a/2', { lr: 0.01, seed: 1 }, ['b', 'x']), run('c/1', { lr: 0.1 })];
const paths = runs.map(({ path }) => path);

describe('groups', () => {
    it('are those of a parameter', () => {
        expect(chosenGroups('params.lr', paths, runs)).toEqual([
            { label: 'lr = 0.1', paths: ['a/1', 'c/1'] },
            { label: 'lr = 0.01', paths: ['a/2'] },
        ]);
        expect(chosenGroups('params.seed', paths, runs)?.map(({ label }) => label)).toEqual(['seed = 1', 'no seed']);
    });
    it('are those of the same tags, in whatever order', () => {
        expect(chosenGroups('tags', paths, runs)?.map(({ label, paths: inside }) => [label, inside.length])).toEqual([['b, x', 2], ['no tags', 1]]);
    });
    it('are those of folders', () => expect(chosenGroups('folder', paths, [])?.map(({ label }) => label)).toEqual(['a', 'c']));
    it('are none where each run has its own line', () => expect(chosenGroups('none', paths, runs)).toBeNull());
});

describe('dashes', () => {
    it('are the same for the same value', () => expect([...dashesOf('params.lr', runs).values()]).toEqual([1, 0, 1]));
});

describe('parameters of several runs', () => {
    it('are those that differ, also where one has none', () => {
        expect(differing(runs.slice(0, 2), false)).toEqual([{ name: 'lr', values: [0.1, 0.01], isSame: false }]);
        expect(differing(runs, false).map(({ name }) => name)).toEqual(['lr', 'seed']);
    });
    it('are all, if asked for', () => expect(differing(runs.slice(0, 2), true).map(({ name, isSame }) => [name, isSame])).toEqual([['lr', false], ['seed', true]]));
});
