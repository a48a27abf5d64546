import { describe, expect, it } from 'vitest';
import type { RunDetailAnswer } from './answers';
import { changeOf, formOf, rebased } from './details';

const run = (change: Partial<RunDetailAnswer>) =>
    ({ path: 'a/1', version: '1', tags: ['x', 'y'], description: null, status: 'running', ...change }) as RunDetailAnswer;

describe('the details of a run', () => {
    it('that nobody touched are in no change', () => expect(changeOf(formOf(run({})))).toEqual({ path: 'a/1', version: '1' }));

    it('are changed as they were typed', () =>
        expect(changeOf({ ...formOf(run({})), tags: ' b,, a,b ', description: 'd', status: 'failed' })).toEqual(
            { path: 'a/1', version: '1', tags: ['b', 'a'], description: 'd', status: 'failed' }));

    it('may become empty', () => expect(changeOf({ ...formOf(run({ description: 'd' })), tags: '', description: '' })).toMatchObject({ tags: [], description: '' }));

    it('that another user changed stay so unless somebody typed over them', () => {
        const form = rebased({ ...formOf(run({})), description: 'mine' }, run({ version: '2', tags: ['theirs'], description: 'theirs' }));
        expect(changeOf(form)).toEqual({ path: 'a/1', version: '2', description: 'mine' });
        expect(form.tags).toBe('theirs');
    });
});
