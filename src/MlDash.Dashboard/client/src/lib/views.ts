/** What a user keeps under a name: the query of an address. */
export interface View {
    name: string;
    query: string;
}

type Kept = Pick<Storage, 'getItem' | 'setItem'>;

const keyOf = (source: string): string => `mldash-views ${source}`;

/** The views of a source, in the order of their names. What is kept and is none is left out. */
export function viewsOf(source: string, kept: Kept): View[] {
    try {
        const found: unknown = JSON.parse(kept.getItem(keyOf(source)) ?? '[]');
        return Array.isArray(found) ? found.filter(isView).map(({ name, query }) => ({ name, query })) : [];
    } catch {
        return [];
    }
}

/** Keeps a view; another one of the same name is replaced. */
export function keepView(source: string, view: View, kept: Kept): View[] {
    return put(source, [...viewsOf(source, kept).filter(({ name }) => name !== view.name), view], kept);
}

export const dropView = (source: string, name: string, kept: Kept): View[] => put(source, viewsOf(source, kept).filter((view) => view.name !== name), kept);

function put(source: string, views: View[], kept: Kept): View[] {
    const sorted = views.sort((one, other) => one.name.localeCompare(other.name));
    kept.setItem(keyOf(source), JSON.stringify(sorted));
    return sorted;
}

const isView = (one: unknown): one is View =>
    typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string' && 'query' in one && typeof one.query === 'string';
