import { clearForeign, deskOf, type Drawer } from './desk';
import { describe, expect, it } from 'vitest';
import { Draft, type Stored } from './draft.svelte';
import { QuestionError } from './source';

/** A store as the server is one: a write that names an old version is refused. */
class Memory {
    stored: Stored = { text: 'one', version: '1' };
    fault: Error | null = null;

    read = async () => this.stored;

    write = async (text: string, version: string | null) => {
        if (this.fault) throw this.fault;
        if (version !== this.stored.version) throw new QuestionError('It has changed.', '', 'Stale');
        this.stored = { text, version: String(Number(this.stored.version ?? 0) + 1) };
        return this.stored.version ?? '';
    };
}

function begin(): [Memory, Draft] {
    const memory = new Memory();
    return [memory, new Draft(memory, memory.stored)];
}

describe('a text that is being changed', () => {
    it('is saved, again and again', async () => {
        const [memory, draft] = begin();
        draft.text = 'two';
        expect(draft.isChanged).toBe(true);
        expect(await draft.save()).toBe(true);
        draft.text = 'three';
        expect(await draft.save()).toBe(true);
        expect(memory.stored).toEqual({ text: 'three', version: '3' });
        expect(draft.isChanged).toBe(false);
    });

    it('is not lost when another change came first', async () => {
        const [memory, draft] = begin();
        memory.stored = { text: 'theirs', version: '9' };
        draft.text = 'mine';
        expect(await draft.save()).toBe(false);
        expect([draft.isStale, draft.text, memory.stored.text]).toEqual([true, 'mine', 'theirs']);
    });

    it('takes the place of the other change when the user wants it', async () => {
        const [memory, draft] = begin();
        memory.stored = { text: 'theirs', version: '9' };
        draft.text = 'mine';
        await draft.save();
        expect(await draft.overwrite()).toBe(true);
        expect([draft.isStale, memory.stored.text]).toEqual([false, 'mine']);
    });

    it('can be put back after the other change was taken', async () => {
        const [memory, draft] = begin();
        memory.stored = { text: 'theirs', version: '9' };
        draft.text = 'mine';
        await draft.save();
        await draft.reload();
        expect([draft.text, draft.isChanged, draft.isStale]).toEqual(['theirs', false, false]);
        draft.restore();
        expect(draft.text).toBe('mine');
        expect(await draft.save()).toBe(true);
    });

    it('stays when saving fails, which is said', async () => {
        const [memory, draft] = begin();
        memory.fault = new Error('There is no connection.');
        draft.text = 'mine';
        expect(await draft.save()).toBe(false);
        expect([draft.text, draft.failure, draft.isStale]).toEqual(['mine', 'There is no connection.', false]);
    });

    it('follows what is stored only where nothing was typed', () => {
        const [, draft] = begin();
        draft.refresh({ text: 'theirs', version: '2' });
        expect(draft.text).toBe('theirs');
        draft.text = 'mine';
        draft.refresh({ text: 'newer', version: '3' });
        expect(draft.text).toBe('mine');
    });
});

describe('a text that was typed when the page was left', () => {
    /** A storage as that of a tab, which outlives the page. */
    function drawerOf(room = Infinity): Drawer {
        const kept = new Map<string, string>();
        return {
            getItem: (key) => kept.get(key) ?? null,
            setItem: (key, text) => {
                if (text.length > room) throw new DOMException('full', 'QuotaExceededError');
                kept.set(key, text);
            },
            removeItem: (key) => void kept.delete(key),
            key: (at) => [...kept.keys()][at] ?? null,
            get length() {
                return kept.size;
            },
        };
    }

    it('is there again', async () => {
        const [memory, drawer] = [new Memory(), drawerOf()];
        new Draft(memory, memory.stored, deskOf('a', drawer)).text = 'mine';
        const again = new Draft(memory, memory.stored, deskOf('a', drawer));
        expect([again.text, again.saved, again.isStale, again.isChanged]).toEqual(['mine', 'one', false, true]);
        expect(await again.save()).toBe(true);
        expect(memory.stored.text).toBe('mine');
        expect(deskOf('a', drawer).take()).toBeNull();
    });

    it('does not take the place of what was stored meanwhile before it is asked', async () => {
        const [memory, drawer] = [new Memory(), drawerOf()];
        new Draft(memory, memory.stored, deskOf('a', drawer)).text = 'mine';
        memory.stored = { text: 'theirs', version: '2' };
        const again = new Draft(memory, memory.stored, deskOf('a', drawer));
        expect([again.text, again.isStale, memory.stored.text]).toEqual(['mine', true, 'theirs']);
        await again.reload();
        expect([again.text, again.dropped]).toEqual(['theirs', 'mine']);
        expect(deskOf('a', drawer).take()).toBeNull();
    });

    it('is that of its file alone, and not kept where it was taken back or has no room', () => {
        const [memory, drawer] = [new Memory(), drawerOf(50)];
        const draft = new Draft(memory, memory.stored, deskOf('a', drawer));
        draft.text = 'mine';
        expect([deskOf('a', drawer).take()?.text, deskOf('b', drawer).take()]).toEqual(['mine', null]);
        draft.text = 'long '.repeat(20);
        expect([draft.text.length, deskOf('a', drawer).take()]).toEqual([100, null]);
        draft.text = 'one';
        expect(deskOf('a', drawer).take()).toBeNull();
    });

    it('is not shown to the next user of the tab', () => {
        const drawer = drawerOf();
        clearForeign('alice', drawer);
        deskOf('a', drawer).put({ text: 'mine', version: '1' });
        drawer.setItem('mldash-token', 'x');
        expect([clearForeign('alice', drawer), deskOf('a', drawer).take()?.text]).toEqual([false, 'mine']);
        expect([clearForeign('bob', drawer), deskOf('a', drawer).take(), drawer.getItem('mldash-token')]).toEqual([true, null, 'x']);
    });

    it('is passed over where it cannot be read', () => {
        const [memory, drawer] = [new Memory(), drawerOf()];
        for (const text of ['{', '7', 'null', '{"text":1}']) {
            drawer.setItem('mldash-draft:a', text);
            expect(new Draft(memory, memory.stored, deskOf('a', drawer)).text).toBe('one');
        }
    });
});
