import type { ChangesAnswer, ColumnListAnswer, FileListAnswer, LogAnswer, MetricCurves, MetricLine, RunDetailAnswer, RunListAnswer, SeriesAnswer, SourcesAnswer } from './answers';

export interface RunListQuestion {
    sort: string | null;
    descending: boolean;
    first: number;
    after?: string | null;
    columns: string[];
    /** The text of a filter. */
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
}

/** Where the page has its answers from. */
export interface Source {
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

type Fields = Record<string, string | number | string[] | null | undefined>;

/** Asks the server, or the viewer, that the page came from. Answers that have not changed are kept by the browser. */
export class HttpSource implements Source {
    constructor(
        private readonly token: string | null,
        private readonly place = 0,
        private readonly base = 'q/',
    ) {}

    sources = () => this.ask<SourcesAnswer>('sources', {});
    columns = () => this.ask<ColumnListAnswer>('columns', {});
    run = (path: string) => this.ask<RunDetailAnswer>('run', { path });
    metrics = async (path: string) => (await this.ask<{ metrics: MetricLine[] }>('metrics', { path })).metrics;
    files = (path: string) => this.ask<FileListAnswer>('files', { path });
    changes = (paths: string[], since: string | null) => this.ask<ChangesAnswer>('changes', { path: paths, since });

    runs(question: RunListQuestion): Promise<RunListAnswer> {
        const { sort, descending, first, after, columns, filter } = question;
        return this.ask<RunListAnswer>('runs', { sort, order: descending ? 'desc' : null, first, after, column: columns, filter: filter || null });
    }

    async series(question: SeriesQuestion): Promise<MetricCurves[]> {
        const { paths, ...rest } = question;
        return (await this.ask<SeriesAnswer>('series', { path: paths, ...rest })).series;
    }

    logs(question: LogQuestion): Promise<LogAnswer> {
        const { path, levels, search, from } = question;
        return this.ask<LogAnswer>('logs', { path, level: levels, search: search || null, from });
    }

    async file(path: string, file: string, save: boolean): Promise<Blob> {
        return (await this.send('file', { path, file, save: save ? '1' : null })).blob();
    }

    private async ask<T>(question: string, fields: Fields): Promise<T> {
        return (await this.send(question, fields)).json() as Promise<T>;
    }

    private async send(question: string, fields: Fields): Promise<Response> {
        const query = new URLSearchParams(this.place > 0 ? { source: String(this.place) } : {});
        for (const [name, value] of Object.entries(fields))
            for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined) query.append(name, String(one));
        const headers: Record<string, string> = this.token ? { 'X-MlDash-Token': this.token } : {};
        let response: Response;
        try {
            response = await fetch(`${this.base}${question}?${query}`, { headers });
        } catch {
            throw new QuestionError('There is no connection.', 'Is what showed this page still running?', 'NoConnection');
        }
        if (response.ok) return response;
        const told = (await response.json().catch(() => null)) as { error: string; action: string; code: string } | null;
        if (told) throw new QuestionError(told.error, told.action, told.code, waitOf(response));
        throw response.status === 403
            ? new QuestionError('This address has no right to look.', 'Open the address that Show-MlDash gave.', 'Forbidden')
            : new QuestionError(`The answer is ${response.status}.`, 'Reload the page.', 'Unexpected', waitOf(response));
    }
}

const waitOf = (response: Response): number => (Number(response.headers.get('Retry-After')) || 0) * 1000;
