import { lookOf, setLook, usualLook, type Look } from './look';

/** What the page shows, as the address says it: a link shows the same page. */
export interface Place extends Look {
    /** Which of the sources is shown. */
    source: number;
    /** The run that is open; empty for a folder. */
    run: string;
    /** The folder that is open; empty for the top. */
    folder: string;
    /** The file that is selected in the run or in the folder; empty for none. */
    file: string;
    /** The tab that was chosen; empty for the one that fits what is selected. */
    tab: string;
    /** The entry of the log that a link leads to. */
    entry: number | null;
    /** Whether the configuration of the charts is open beside them. */
    editing: boolean;
    /** Whether the page is a part of another one: without its header and navigator. */
    embed: boolean;
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
    folder: '',
    file: '',
    tab: '',
    entry: null,
    editing: false,
    embed: false,
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
    const entry = Number(query.get('entry') ?? NaN);
    return {
        source: Math.max(0, Math.floor(Number(query.get('source')) || 0)),
        run: query.get('run') ?? start.run,
        folder: query.get('folder') ?? start.folder,
        file: query.get('file') ?? start.file,
        tab: query.get('tab') ?? start.tab,
        entry: Number.isInteger(entry) && entry >= 0 ? entry : start.entry,
        editing: query.get('editing') === '1',
        embed: query.get('embed') === '1',
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
    set('folder', place.folder, start.folder);
    set('file', place.file, start.file);
    set('tab', place.tab, start.tab);
    set('entry', String(place.entry ?? ''), '');
    set('editing', place.editing ? '1' : '0', '0');
    set('embed', place.embed ? '1' : '0', '0');
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

/**
 * The address of a place. Where the page has a base, what is open is the path below it, as on dash.ml; else it is in the query.
 * @param base the path that the page lies at, ending with a slash; null where a path cannot be had (the viewer, a report).
 */
export function addressOf(place: Place, base: string | null): string {
    if (base === null) return queryOf(place) || '?';
    const path = (place.run || place.folder).split('/').filter(Boolean).map(encodeURIComponent).join('/');
    return base + path + queryOf({ ...place, run: '', folder: '' });
}

/** What the path of an address leads to, a folder or a run; empty for the top. `/@alice/vision` is the same as `/alice/vision`. */
export function pathBelow(pathname: string, base: string | null): string {
    if (base === null || !pathname.startsWith(base)) return '';
    const parts = pathname.slice(base.length).split('/').filter(Boolean).map(decoded);
    return parts.join('/').replace(/^@/, '');
}

/** The folder that a path lies in. */
export const parentOf = (path: string): string => path.split('/').slice(0, -1).join('/');

/** The last part of a path. */
export const nameOf = (path: string): string => path.split('/').pop() ?? path;

/** A place that a step leads to: what was selected in the place before is not selected in another one. */
export function stepTo(place: Place, change: Partial<Place>): Place {
    const isElsewhere =
        (change.run !== undefined && change.run !== place.run) ||
        (change.folder !== undefined && change.folder !== place.folder) ||
        (change.source !== undefined && change.source !== place.source);
    const isOther = isElsewhere || (change.file !== undefined && change.file !== place.file);
    const left: Partial<Place> = isOther ? { tab: '', entry: null, editing: false, ...(isElsewhere ? { file: '' } : {}) } : {};
    return { ...place, ...left, ...change };
}

function decoded(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
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
