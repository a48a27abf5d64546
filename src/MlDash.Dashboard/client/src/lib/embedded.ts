import type { LogAnswer, LogLine, MetricCurves, RunDetailAnswer, RunLine, RunListAnswer, SeriesAnswer, Value } from './answers';
import { filterOf, numberOf, type Known } from './filter';
import { HttpSource, QuestionError, type Fields, type Source } from './source';

/** What a report begins with; the same names as in Reporting/ReportAnswers.cs. */
interface ReportIndex {
    createdAt: number;
    notes: string[];
    answers: Record<string, number>;
    tables: { parts: { columns: string[]; answer: number }[] }[];
}

/** A run with the values of all recorded columns. Names are found as they are, else in any case. */
class Row implements Known {
    private readonly exact = new Map<string, Value>();
    private readonly anyCase = new Map<string, Value>();

    constructor(
        readonly line: RunLine,
        readonly bindrs: () => string[],
    ) {
        const { path, name, status, startedAt, endedAt } = line;
        for (const [word, value] of Object.entries({ path, name, status, started: startedAt, ended: endedAt })) this.set(word, value);
    }

    set(column: string, value: Value): void {
        this.exact.set(column, value);
        this.anyCase.set(column.toLowerCase(), value);
    }

    /** A field of a metric without a statistic is its last. */
    of(column: string): Value {
        const last = `${column}.last`;
        return this.exact.get(column) ?? this.exact.get(last) ?? this.anyCase.get(column.toLowerCase()) ?? this.anyCase.get(last.toLowerCase()) ?? null;
    }
}

/** The answers that lie in a page. */
export class Report {
    private constructor(
        private readonly page: ParentNode,
        private readonly index: ReportIndex,
    ) {}

    /** The report that a page is; nothing when it is none. */
    static in(page: ParentNode): Report | undefined {
        const text = page.querySelector('#mldash-report')?.textContent;
        return text ? new Report(page, JSON.parse(text) as ReportIndex) : undefined;
    }

    get createdAt(): number {
        return this.index.createdAt;
    }

    /** What it does not hold, or not in full. */
    get notes(): string[] {
        return this.index.notes;
    }

    /** The answer to a question. */
    textOf(key: string): string | undefined {
        const place = Object.hasOwn(this.index.answers, key) ? this.index.answers[key] : undefined;
        return place === undefined ? undefined : this.textAt(place);
    }

    /** The table of a source. */
    rowsOf(source: number): Row[] {
        const rows = new Map<string, Row>();
        for (const { columns, answer } of this.index.tables[source]?.parts ?? [])
            for (const line of (JSON.parse(this.textAt(answer) ?? '{"runs":[]}') as RunListAnswer).runs) {
                const row = rows.get(line.path) ?? new Row(line, () => this.bindrsOf(source, line.path));
                rows.set(line.path, row);
                columns.forEach((column, at) => row.set(column, line.values[at] ?? null));
            }
        return [...rows.values()];
    }

    private bindrsOf(source: number, path: string): string[] {
        const text = this.textOf(keyOf(source, 'run', { path }));
        return text === undefined ? [] : (JSON.parse(text) as RunDetailAnswer).bindrs;
    }

    private textAt = (place: number) => this.page.querySelector(`#a${place}`)?.textContent ?? undefined;
}

/** The report that this page is; nothing when it is none. */
export const report = typeof document === 'undefined' ? undefined : Report.in(document);

/** The key of a question, as Reporting/ReportRecorder.cs makes it. */
export function keyOf(source: number, question: string, fields: Fields): string {
    const lines = Object.entries(fields)
        .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const))
        .filter(([, value]) => value !== null && value !== undefined)
        .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
    return [`${source} ${question}`, ...lines.map(([name, value]) => `${name}=${value}`)].join('\n');
}

/** Answers from what a report holds, as whoever was asked when it was written did; what a page may ask in many ways is chosen from the whole here. */
export class EmbeddedSource extends HttpSource {
    override readonly searchesTables = false;
    private rows: Row[] | undefined;

    constructor(
        private readonly report: Report,
        place: number,
    ) {
        super(null, place, null, '');
    }

    protected override async send(question: string, fields: Fields, body?: string): Promise<Response> {
        if (body !== undefined) throw new QuestionError('A report cannot be changed.', 'Change the experiments where they are.', 'ReadOnly');
        switch (question) {
            case 'sources':
                return this.recorded(question, fields, 0);
            case 'runs':
                return json(this.page(fields));
            case 'logs':
                return json(this.log(fields));
            case 'series':
                return json({ series: listOf(fields['path']).map((path) => this.curves({ ...fields, path })) });
            case 'track':
                return this.recorded(question, { path: fields['path'], topic: fields['topic'] });
            case 'changes':
                return json({ cursor: '', changed: [], gone: [] });
            case 'file':
            case 'folderfile':
                return this.bytes(question, fields);
            case 'thumbnail':
                return this.bytes('file', fields);
            default:
                return this.recorded(question, fields);
        }
    }

    /** What lies in the page has no address. */
    override address = async (): Promise<string | null> => null;

    private recorded(question: string, fields: Fields, source = this.place): Response {
        return new Response(this.need(keyOf(source, question, fields)));
    }

    private need(key: string): string {
        const text = this.report.textOf(key);
        if (text === undefined) throw new QuestionError('This report does not hold that.', 'Open the experiments with Show-MlDash.', 'NotInReport');
        return text;
    }

    private bytes(question: string, { path, file }: Fields): Response {
        const { type, bytes } = JSON.parse(this.need(keyOf(this.place, question, { path, file }))) as { type: string; bytes: string };
        return new Response(Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0)), { headers: { 'Content-Type': type } });
    }

    private curves(fields: Fields): MetricCurves {
        const { path, metric, field, x } = fields;
        const { series } = JSON.parse(this.need(keyOf(this.place, 'series', { path, metric, x: x ?? 'default' }))) as SeriesAnswer;
        const answer = series[0]!;
        const wanted = listOf(field);
        return wanted.length === 0 ? answer : { ...answer, curves: answer.curves.filter((curve) => wanted.includes(curve.field)) };
    }

    private log({ path, level, search, since, until, from }: Fields): LogAnswer {
        const answer = JSON.parse(this.need(keyOf(this.place, 'logs', { path }))) as LogAnswer;
        // Nothing comes behind what was recorded.
        if (from !== null && from !== undefined) return { ...answer, entries: [], hasMore: false };
        const [levels, text] = [listOf(level), String(search ?? '').toLowerCase()];
        const fits = (entry: LogLine) =>
            (levels.length === 0 || levels.includes(entry.level)) &&
            entry.message.toLowerCase().includes(text) &&
            entry.at >= Number(since ?? -Infinity) &&
            entry.at <= Number(until ?? Infinity);
        return { ...answer, entries: answer.entries.filter(fits), hasMore: false };
    }

    private page({ sort, order, first, after, column, filter, folder }: Fields): RunListAnswer {
        this.rows ??= this.report.rowsOf(this.place);
        const holds = filterOf(String(filter ?? ''), Date.now());
        const below = folder ? `${folder}/` : '';
        const found = this.rows.filter((row) => row.line.path.startsWith(below) && holds(row));
        const [by, descending] = sort ? [String(sort), order === 'desc'] : ['started', true];
        found.sort((one, other) => compare(one.of(by), other.of(by), descending) || ordinal(one.line.path, other.line.path));
        const [begin, size] = [Number(after ?? 0), Number(first ?? 100)];
        const columns = listOf(column);
        return {
            runs: found.slice(begin, begin + size).map((row) => ({ ...row.line, values: columns.map((name) => row.of(name)) })),
            total: found.length,
            next: begin + size < found.length ? String(begin + size) : null,
            version: 0,
            warnings: [],
        };
    }
}

/** What answers the questions of this page: what lies in it, else whoever showed it. */
export function sourceOf(token: string | null, place: number, csrf?: string | null): Source {
    return report ? new EmbeddedSource(report, place) : new HttpSource(token, place, csrf ?? null);
}

const json = (answer: object) => new Response(JSON.stringify(answer));

const listOf = (value: Fields[string]): string[] => (Array.isArray(value) ? value : value === null || value === undefined ? [] : [String(value)]);

const ordinal = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** Numbers, then texts; then NaN and what a run does not have, whatever the direction. The same order as that of Comparing/RunCell.cs. */
export function compare(one: Value | undefined, other: Value | undefined, descending: boolean): number {
    const [x, y] = [cellOf(one), cellOf(other)];
    if (x.kind >= 2 || y.kind >= 2) return x.kind - y.kind;
    const order = x.kind - y.kind || (x.kind === 0 ? x.number < y.number ? -1 : x.number > y.number ? 1 : 0 : ordinal(x.text, y.text));
    return descending ? -order : order;
}

const longestText = 100;

function cellOf(value: Value | undefined): { kind: number; number: number; text: string } {
    if (value === null || value === undefined) return { kind: 3, number: 0, text: '' };
    const number = numberOf(value);
    if (number === null) return { kind: 1, number: 0, text: String(value).slice(0, longestText) };
    return { kind: Number.isNaN(number) ? 2 : 0, number, text: '' };
}
