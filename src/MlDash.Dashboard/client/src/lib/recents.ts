const key = 'mldash-recents';
const most = 12;

export interface Recent {
    source: number;
    path: string;
    isRun: boolean;
}

/** What was opened of late on this machine, the latest first. */
export function recents(): Recent[] {
    try {
        const found: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
        return Array.isArray(found) ? found.filter((one): one is Recent => typeof one?.path === 'string' && typeof one.source === 'number').slice(0, most) : [];
    } catch {
        return [];
    }
}

export function addRecent(recent: Recent): Recent[] {
    const others = recents().filter(({ source, path }) => source !== recent.source || path !== recent.path);
    const all = [recent, ...others].slice(0, most);
    try {
        localStorage.setItem(key, JSON.stringify(all));
    } catch {
        // A browser that keeps nothing shows them until the page is closed.
    }
    return all;
}
