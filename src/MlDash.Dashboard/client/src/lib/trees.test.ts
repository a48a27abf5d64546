import { describe, expect, it } from 'vitest';
import { atStep, groupsOf, stepsOf, treeOf } from './trees';

const files = (...paths: string[]) => paths.map((path) => ({ path }));

describe('a tree of files', () => {
    it('has folders and files in the order of their names', () => {
        const top = treeOf(files('b.txt', 'a/10.png', 'a/9.png', 'a/x/y.txt', '.dashrc'));
        expect(top.files.map(({ name }) => name)).toEqual(['.dashrc', 'b.txt']);
        expect(top.folders.map(({ path }) => path)).toEqual(['a']);
        expect(top.folders[0]?.files.map(({ name }) => name)).toEqual(['9.png', '10.png']);
        expect(top.folders[0]?.folders[0]).toMatchObject({ name: 'x', path: 'a/x' });
    });

    it('may have names of the language', () => expect(treeOf(files('__proto__/constructor')).folders[0]?.files[0]?.name).toBe('constructor'));
});

describe('names with dots', () => {
    it('are in groups', () => {
        const groups = groupsOf(['model.arch', 'lr', 'model.opt.lr', '.x'], (name) => name);
        expect(groups.map(({ name, items }) => [name, items.map(({ rest }) => rest)])).toEqual([['', ['lr', '.x']], ['model', ['arch', 'opt.lr']]]);
    });
});

describe('files over steps', () => {
    it('are one thing with a step each', () => {
        const [first, second] = stepsOf(files('v/q_0010.mp4', 'v/q_0002.mp4', 'plot.png'));
        expect([first?.name, second?.name]).toEqual(['plot.png', 'v/q_*.mp4']);
        expect(second?.steps.map(({ step }) => step)).toEqual([2, 10]);
    });

    it('have the last number of the name as their step, not that of the folder or the ending', () =>
        expect(stepsOf(files('run7/a3_step12x.mp4'))[0]).toMatchObject({ name: 'run7/a3_step*x.mp4', steps: [{ step: 12 }] }));

    it('show the latest one up to a step', () => {
        const steps = [{ step: 2, file: 'a' }, { step: 10, file: 'b' }];
        expect([1, 2, 9, 10, 99].map((step) => atStep(steps, step)?.file)).toEqual(['a', 'a', 'a', 'b', 'b']);
        expect(atStep([], 1)).toBeUndefined();
    });
});
