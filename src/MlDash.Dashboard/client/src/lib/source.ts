import type {
    ChangesAnswer,
    ColumnListAnswer,
    FileListAnswer,
    FileTableAnswer,
    FolderAnswer,
    LogAnswer,
    MetricCurves,
    MetricLine,
    RunDetailAnswer,
    RunListAnswer,
    SeriesAnswer,
    SourcesAnswer,
    TrackAnswer,
    TrackLine,
    TableRows,
    WriteAnswer,
} from './answers';
import { ticketed } from './tickets';

export interface RunListQuestion {
    sort: string | null;
    descending: boolean;
    first: number;
    after?: string | null;
    columns: string[];
    /** Only runs below this folder; empty for all. */
    folder?: string;
    /** Only runs that this text of the filter language chooses. */
    filter?: string;
}

/** Curves of a field, of up to a hundred experiments. */
export interface SeriesQuestion {
    paths: string[];
    metric: string;
    field: string;
    x: string;
    from?: number | null;
    to?: number | null;
    buckets: number;
}

export interface LogQuestion {
    path: string;
    levels: string[];
    search: string;
    from?: number | null;
    since?: number | null;
    until?: number | null;
}

export interface TrackQuestion {
    path: string;
    topic: string;
    from?: number | null;
    to?: number | null;
    first?: number;
    /** Whether entries of the whole track come, in even distances, instead of the first ones. */
    even?: boolean;
}

/** A change of a run. What is absent stays as it is. */
export interface RunUpdate {
    path: string;
    version: string;
    tags?: string[];
    description?: string;
    status?: string;
    archived?: boolean;
}

/** A text that is saved in a run or in a folder. */
export interface TextWrite {
    path: string;
    file: string;
    text: string;
    /** The checksum of the text that it replaces; null when there is none yet. */
    version: string | null;
}

/** Where the page has its answers from. */
export interface Source {
    /** Its place in what is shown. */
    readonly place: number;
    sources(): Promise<SourcesAnswer>;
    columns(): Promise<ColumnListAnswer>;
    runs(question: RunListQuestion): Promise<RunListAnswer>;
    run(path: string): Promise<RunDetailAnswer>;
    metrics(path: string): Promise<MetricLine[]>;
    series(question: SeriesQuestion): Promise<MetricCurves[]>;
    /** What has changed of up to a hundred experiments since the answer with this cursor. */
    changes(paths: string[], since: string | null): Promise<ChangesAnswer>;
    logs(question: LogQuestion): Promise<LogAnswer>;
    files(path: string): Promise<FileListAnswer>;
    file(path: string, file: string, save: boolean): Promise<Blob>;
    /** A picture made small, where whoever answers can make it, else as it is. */
    thumbnail(path: string, file: string): Promise<Blob>;
    /** The address that the browser itself fetches a file from, in parts, for some minutes; null where it cannot. */
    address(question: 'file' | 'folderfile', path: string, file: string): Promise<string | null>;
    /** Whether more can be asked of a table than its first rows. */
    readonly searchesTables: boolean;
    /** Rows of a table in a file. */
    fileTable(path: string, file: string, rows?: TableRows): Promise<FileTableAnswer>;
    folder(path: string): Promise<FolderAnswer>;
    folderFile(path: string, file: string, save: boolean): Promise<Blob>;
    folderFileTable(path: string, file: string, rows?: TableRows): Promise<FileTableAnswer>;
    tracks(path: string): Promise<TrackLine[]>;
    track(question: TrackQuestion): Promise<TrackAnswer>;
    update(change: RunUpdate): Promise<RunDetailAnswer>;
    write(text: TextWrite): Promise<WriteAnswer>;
}

/** A question that has no answer. */
export class QuestionError extends Error {
    constructor(
        message: string,
        readonly action: string,
        readonly code: string,
        /** How long not to ask again, in milliseconds. */
        readonly retryAfter = 0,
    ) {
        super(message);
    }
}

/** The path that the page lies at, where the server says it: there what is open is the path below it. */
export function baseOfPage(): string | null {
    return document.querySelector<HTMLMetaElement>('meta[name="mldash-base"]')?.content || null;
}

// At a deep link, an address without the base would lead below the link.
const questionsAt = () => `${baseOfPage() ?? ''}q/`;

/** The fields of a question; what is null is not asked. */
export type Fields = Record<string, string | number | string[] | null | undefined>;

const unauthorized = 401;
const ended = new Set<() => void>();

/** Hears that a question was refused since nobody is signed in, or no longer. Returns what ends it. */
export function onSignedOut(heard: () => void): () => void {
    ended.add(heard);
    return () => void ended.delete(heard);
}

/** Asks the server, or the viewer, that the page came from. Answers that have not changed are kept by the browser. */
export class HttpSource implements Source {
    readonly searchesTables: boolean = true;
    private readonly asked = new Map<string, Promise<string>>();

    constructor(
        private readonly token: string | null,
        readonly place = 0,
        private readonly csrf: string | null = null,
        private readonly base = questionsAt(),
    ) {}

    sources = () => this.ask<SourcesAnswer>('sources', {});
    columns = () => this.ask<ColumnListAnswer>('columns', {});
    run = (path: string) => this.ask<RunDetailAnswer>('run', { path });
    metrics = async (path: string) => (await this.ask<{ metrics: MetricLine[] }>('metrics', { path })).metrics;
    files = (path: string) => this.ask<FileListAnswer>('files', { path });
    changes = (paths: string[], since: string | null) => this.ask<ChangesAnswer>('changes', { path: paths, since });
    fileTable = (path: string, file: string, rows?: TableRows) => this.ask<FileTableAnswer>('filetable', { path, file, ...rows });
    folderFileTable = (path: string, file: string, rows?: TableRows) => this.ask<FileTableAnswer>('folderfiletable', { path, file, ...rows });
    folder = (path: string) => this.ask<FolderAnswer>('folder', { path });
    tracks = async (path: string) => (await this.ask<{ tracks: TrackLine[] }>('tracks', { path })).tracks;
    track = ({ even, ...rest }: TrackQuestion) => this.ask<TrackAnswer>('track', { ...rest, even: even ? 'true' : null });
    update = (change: RunUpdate) => this.tell<RunDetailAnswer>('update', change);
    write = (text: TextWrite) => this.tell<WriteAnswer>('write', text);

    runs(question: RunListQuestion): Promise<RunListAnswer> {
        const { sort, descending, first, after, columns, folder, filter } = question;
        return this.ask<RunListAnswer>('runs', {
            sort,
            order: descending ? 'desc' : null,
            first,
            after,
            column: columns,
            folder: folder || null,
            filter: filter || null,
        });
    }

    async series(question: SeriesQuestion): Promise<MetricCurves[]> {
        const { paths, ...rest } = question;
        return (await this.ask<SeriesAnswer>('series', { path: paths, ...rest })).series;
    }

    logs(question: LogQuestion): Promise<LogAnswer> {
        const { path, levels, search, from, since, until } = question;
        return this.ask<LogAnswer>('logs', { path, level: levels, search: search || null, from, since, until });
    }

    async file(path: string, file: string, save: boolean): Promise<Blob> {
        return (await this.send('file', { path, file, save: save ? '1' : null })).blob();
    }

    async thumbnail(path: string, file: string): Promise<Blob> {
        return (await this.send('thumbnail', { path, file })).blob();
    }

    async folderFile(path: string, file: string, save: boolean): Promise<Blob> {
        return (await this.send('folderfile', { path, file, save: save ? '1' : null })).blob();
    }

    /** What is being asked already is not asked again: parts of a page that begin together want the same. */
    async address(question: 'file' | 'folderfile', path: string, file: string): Promise<string | null> {
        const query = this.queryOf({ path, file });
        // A session is in a cookie, which such a request carries.
        return this.token ? this.base + (await ticketed(question, query, this.token)) : `${this.base}${question}?${query}`;
    }

    private async ask<T>(question: string, fields: Fields): Promise<T> {
        const key = JSON.stringify([question, fields]);
        let text = this.asked.get(key);
        if (!text) {
            text = this.send(question, fields).then((response) => response.text());
            this.asked.set(key, text);
            const end = () => void this.asked.delete(key);
            text.then(end, end);
        }
        // Each has an answer of its own.
        return JSON.parse(await text) as T;
    }

    private async tell<T>(question: string, body: object): Promise<T> {
        return (await this.send(question, {}, JSON.stringify(body))).json() as Promise<T>;
    }

    private queryOf(fields: Fields): URLSearchParams {
        const query = new URLSearchParams(this.place > 0 ? { source: String(this.place) } : {});
        for (const [name, value] of Object.entries(fields))
            for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined) query.append(name, String(one));
        return query;
    }

    protected async send(question: string, fields: Fields, body?: string): Promise<Response> {
        const query = this.queryOf(fields);
        const headers: Record<string, string> = this.token ? { 'X-MlDash-Token': this.token } : {};
        if (body !== undefined) headers['Content-Type'] = 'application/json';
        if (body !== undefined && this.csrf) headers['X-MlDash-Csrf'] = this.csrf;
        let response: Response;
        try {
            response = await fetch(`${this.base}${question}?${query}`, { headers, ...(body === undefined ? {} : { method: 'POST', body }) });
        } catch {
            throw new QuestionError('There is no connection.', 'Is what showed this page still running?', 'NoConnection');
        }
        if (response.ok) return response;
        if (response.status === unauthorized) for (const hear of ended) hear();
        // What fails in a server itself is said in the words of its API: a code, and a message for people.
        type Told = { error: string; action?: string; code?: string; message?: string };
        const told = (await response.json().catch(() => null)) as Told | null;
        if (told) throw new QuestionError(told.message ?? told.error, told.action ?? '', told.code ?? told.error, waitOf(response));
        throw response.status === 403
            ? new QuestionError('This address has no right to look.', 'Open the address that Show-MlDash gave.', 'Forbidden')
            : new QuestionError(`The answer is ${response.status}.`, 'Reload the page.', 'Unexpected', waitOf(response));
    }
}

const waitOf = (response: Response): number => (Number(response.headers.get('Retry-After')) || 0) * 1000;
