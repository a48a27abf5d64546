import { expect, it } from 'vitest';
import { portions } from './portions';

it('asks for a hundred experiments at once', () => {
    const paths = Array.from({ length: 250 }, (_, number) => `run-${number}`);
    expect(portions(paths).map((portion) => portion.length)).toEqual([100, 100, 50]);
    expect(portions(paths).flat()).toEqual(paths);
    expect(portions([])).toEqual([]);
});

it('asks for fewer whose paths are long, so that the address stays short', () => {
    const paths = Array.from({ length: 100 }, (_, number) => `alice/a project/${'sweep/'.repeat(10)}${number}`);
    const all = portions(paths);
    expect(all.flat()).toEqual(paths);
    expect(all.length).toBeGreaterThan(1);
    for (const portion of all) expect(new URLSearchParams(portion.map((path) => ['path', path])).toString().length).toBeLessThan(4100);
});

it('asks for one whose path alone is longer', () => {
    expect(portions(['a', 'ä'.repeat(2000), 'b'])).toEqual([['a'], ['ä'.repeat(2000)], ['b']]);
});
