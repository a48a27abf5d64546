import { afterEach, describe, expect, it, vi } from 'vitest';
import { HttpSource, onSignedOut } from './source';

afterEach(() => vi.unstubAllGlobals());

describe('a question', () => {
    it('is asked once while it is being answered, and again afterwards', async () => {
        let asked = 0;
        vi.stubGlobal('fetch', async () => (asked++, new Response('{"path":"a"}')));
        const source = new HttpSource(null, 0, null, 'q/');
        const [one, other] = await Promise.all([source.folder('a'), source.folder('a'), source.folder('b')]);
        expect([asked, one, one === other]).toEqual([2, { path: 'a' }, false]);
        await source.folder('a');
        expect(asked).toBe(3);
    });

    it('that is refused since nobody is signed in is heard of, another one is not', async () => {
        const source = new HttpSource(null, 0, null, 'q/');
        let heard = 0;
        const end = onSignedOut(() => heard++);
        const answered = (status: number) => vi.stubGlobal('fetch', async () => new Response('{"error":"no"}', { status }));
        answered(403);
        await expect(source.columns()).rejects.toThrow('no');
        expect(heard).toBe(0);
        answered(401);
        await expect(source.columns()).rejects.toThrow('no');
        expect(heard).toBe(1);
        end();
        await expect(source.columns()).rejects.toThrow('no');
        expect(heard).toBe(1);
    });
});
