import { describe, expect, it } from 'vitest';
import shared from '../../../../../tests/data/filters.json';
import type { Value } from './answers';
import { filterOf, type Known } from './filter';

interface Case {
    filter: string;
    finds?: string[];
    wrongAt?: number;
}

interface Run {
    path: string;
    status: string;
    tags: string[];
    startedHoursAgo: number;
    params: Record<string, Value>;
}

// The same cases are asked of Core, so that a report finds what the other hosts find.
const { now, runs, cases } = shared as unknown as { now: string; runs: Run[]; cases: Case[] };

function known({ path, status, tags, startedHoursAgo, params }: Run): Known {
    const line = { path, name: path.split('/').pop() ?? '', status: status.toLowerCase(), startedAt: Date.parse(now) - startedHoursAgo * 3_600_000, endedAt: null, tags, values: [] };
    const values: Record<string, Value> = { path, name: line.name, status, started: line.startedAt };
    for (const [name, value] of Object.entries(params)) values[`params.${name}`] = value;
    const any = (column: string) => Object.keys(values).find((name) => name.toLowerCase() === column.toLowerCase()) ?? '';
    return { line, bindrs: () => ['b'], of: (column) => values[column] ?? values[any(column)] ?? null };
}

const found = (filter: string) => runs.map(known).filter(filterOf(filter, Date.parse(now))).map((run) => run.line.path);

describe('a filter', () => {
    it.each(cases.filter((one) => one.finds))('finds with $filter what Core finds', ({ filter, finds }) => {
        expect(found(filter)).toEqual(finds);
    });

    it.each(cases.filter((one) => one.wrongAt))('is wrong at the place where Core says so: $filter', ({ filter, wrongAt }) => {
        expect(() => filterOf(filter, 0)).toThrow(`The filter is wrong at character ${wrongAt}:`);
    });

    it('asks for bindrs', () => {
        expect(found('bindrs has B')).toHaveLength(3);
    });

    it('says of NaN only that it is NaN', () => {
        expect(found('params.nan = NaN')).toEqual(['text/run-3']);
        expect(found('params.nan < 1 or params.nan >= 1')).toEqual([]);
    });

    it('is bounded', () => {
        expect(() => filterOf('('.repeat(200), 0)).toThrow('100 deep');
        expect(() => filterOf('x'.repeat(10_001), 0)).toThrow('longer than');
    });
});
