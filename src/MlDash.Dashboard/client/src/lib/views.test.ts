import { beforeEach, describe, expect, it } from 'vitest';
import { dropView, keepView, viewsOf } from './views';

const entries = new Map<string, string>();
const kept = { getItem: (key: string) => entries.get(key) ?? null, setItem: (key: string, value: string) => void entries.set(key, value) };
beforeEach(() => entries.clear());

describe('saved views', () => {
    it('are kept for each source, in the order of their names', () => {
        keepView('/data', { name: 'b', query: '?x=step' }, kept);
        keepView('/data', { name: 'a', query: '?logy=1' }, kept);
        keepView('/other', { name: 'c', query: '' }, kept);
        expect(viewsOf('/data', kept)).toEqual([
            { name: 'a', query: '?logy=1' },
            { name: 'b', query: '?x=step' },
        ]);
    });

    it('are replaced by another one of the same name, and removed', () => {
        keepView('/data', { name: 'a', query: '1' }, kept);
        expect(keepView('/data', { name: 'a', query: '2' }, kept)).toEqual([{ name: 'a', query: '2' }]);
        expect(dropView('/data', 'a', kept)).toEqual([]);
        expect(viewsOf('/data', kept)).toEqual([]);
    });

    it.each(['{', '7', '[1, {"name": 3}, null]'])('are none where something else was kept: %s', (text) => {
        entries.set('mldash-views /data', text);
        expect(viewsOf('/data', kept)).toEqual([]);
    });
});
