import { lookOf, setLook, usualLook, type Look } from './look';

/** What the page shows, as the address says it: a link shows the same page. */
export interface Place extends Look {
    /** Which of the sources is shown. */
    source: number;
    /** The run that is open; empty for the table. */
    run: string;
    tab: string;
    sort: string;
    descending: boolean;
    columns: string[];
    ticked: string[];
    x: string;
    smoothing: number;
    logY: boolean;
    filter: string;
}

export const start: Place = {
    source: 0,
    run: '',
    tab: 'charts',
    sort: '',
    descending: true,
    columns: [],
    ticked: [],
    x: 'default',
    smoothing: 0,
    logY: false,
    filter: '',
    ...usualLook,
};

export function placeOf(search: string): Place {
    const query = new URLSearchParams(search);
    return {
        source: Math.max(0, Math.floor(Number(query.get('source')) || 0)),
        run: query.get('run') ?? start.run,
        tab: query.get('tab') ?? start.tab,
        sort: query.get('sort') ?? start.sort,
        descending: query.get('order') !== 'asc',
        columns: query.getAll('column'),
        ticked: query.getAll('ticked'),
        x: query.get('x') ?? start.x,
        smoothing: Math.min(0.999, Math.max(0, Number(query.get('smoothing')) || 0)),
        logY: query.get('logy') === '1',
        filter: query.get('metrics') ?? start.filter,
        ...lookOf(query),
    };
}

/** The query of a place; what is as at the start is left out. */
export function queryOf(place: Place): string {
    const query = new URLSearchParams();
    const set = (name: string, value: string, usual: string) => value !== usual && query.set(name, value);
    set('source', String(place.source), String(start.source));
    set('run', place.run, start.run);
    set('tab', place.tab, start.tab);
    set('sort', place.sort, start.sort);
    set('order', place.descending ? 'desc' : 'asc', 'desc');
    for (const column of place.columns) query.append('column', column);
    for (const path of place.ticked) query.append('ticked', path);
    set('x', place.x, start.x);
    set('smoothing', String(place.smoothing), String(start.smoothing));
    set('logy', place.logY ? '1' : '0', '0');
    set('metrics', place.filter, start.filter);
    setLook(query, place);
    const text = query.toString();
    return text && `?${text}`;
}

/** The token that the address has behind its #. It is taken out of the address, so that it is in no link, and kept for this tab. */
export function takeToken(): string | null {
    const given = new URLSearchParams(location.hash.slice(1)).get('token');
    if (given) {
        sessionStorage.setItem('mldash-token', given);
        history.replaceState(null, '', location.pathname + location.search);
    }
    return sessionStorage.getItem('mldash-token');
}
