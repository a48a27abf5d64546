import type { Desk, Typed } from './draft.svelte';

const [prefix, ownerKey] = ['mldash-draft:', 'mldash-draft-owner'];

/** The part of the browser's storage that is needed. */
export type Drawer = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Keeps what was typed in this tab: signing in leads away from the page, and a page can be loaded again. */
export function deskOf(key: string, drawer: Drawer = sessionStorage): Desk {
    return {
        take(): Typed | null {
            try {
                const found = JSON.parse(drawer.getItem(prefix + key) ?? 'null') as Typed | null;
                return typeof found?.text === 'string' ? found : null;
            } catch {
                return null;
            }
        },
        put(typed: Typed | null): void {
            try {
                if (typed === null) drawer.removeItem(prefix + key);
                else drawer.setItem(prefix + key, JSON.stringify(typed));
            } catch {
                // A text that the browser has no room for lasts as long as the page; an older one would be misleading.
                drawer.removeItem(prefix + key);
            }
        },
    };
}

/** Clears what somebody else has typed in this tab; true where it was somebody else's. */
export function clearForeign(user: string, drawer: Drawer = sessionStorage): boolean {
    if (drawer.getItem(ownerKey) === user) return false;
    const keys = Array.from({ length: drawer.length }, (_, at) => drawer.key(at) ?? '');
    for (const key of keys) if (key.startsWith(prefix)) drawer.removeItem(key);
    drawer.setItem(ownerKey, user);
    return true;
}
