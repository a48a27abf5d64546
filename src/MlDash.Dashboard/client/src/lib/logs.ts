import type { LogAnswer, LogLine } from './answers';
import type { LogQuestion, Source } from './source';

/** The levels of a log, the gravest last. */
export const levels = ['debug', 'info', 'warn', 'error', 'fatal'];

/** The levels that a user has to hear of. */
export const alerts = ['error', 'fatal'];

const page = 1000;

/** What is wanted of a log. */
export type LogFilter = Pick<LogQuestion, 'levels' | 'search' | 'since' | 'until'>;

/**
 * The part of a log that is on the screen: it grows at its end as entries are written, and at its begin when somebody scrolls there. It never holds more
 * than `most` entries.
 */
export class LogWindow {
    entries: LogLine[] = [];
    /** Whether there may be entries before these. */
    hasEarlier = false;
    private next: number | null = null;

    constructor(
        private readonly source: Pick<Source, 'logs'>,
        private readonly path: string,
        private readonly filter: LogFilter,
        private readonly most = 20_000,
    ) {}

    /** Reads the last entries, or those around an entry. */
    async begin(entry: number | null): Promise<void> {
        const answer = await this.ask(entry === null ? null : Math.max(0, entry - page / 2));
        [this.entries, this.next] = [answer.entries, answer.next];
        this.hasEarlier = (answer.entries[0]?.number ?? 0) > 0;
    }

    /** Reads what has been written since; says whether there was anything. */
    async follow(): Promise<boolean> {
        if (this.next === null) return false;
        const answer = await this.ask(this.next);
        this.next = answer.next;
        if (answer.entries.length === 0) return false;
        const all = [...this.entries, ...answer.entries];
        this.hasEarlier ||= all.length > this.most;
        this.entries = all.slice(-this.most);
        return true;
    }

    /** Reads entries before these, as many as a page has or until the begin; says how many there were. */
    async earlier(): Promise<number> {
        let first = this.entries[0]?.number ?? 0;
        const found: LogLine[] = [];
        while (first > 0 && found.length < page) {
            const from = Math.max(0, first - page);
            const before = first;
            const answer = await this.ask(from);
            found.unshift(...answer.entries.filter(({ number }) => number < before));
            first = from;
        }
        this.hasEarlier = first > 0 && this.entries.length + found.length < this.most;
        this.entries = [...found, ...this.entries];
        return found.length;
    }

    private ask(from: number | null): Promise<LogAnswer> {
        return this.source.logs({ path: this.path, ...this.filter, from });
    }
}

/** The time that a field of a form holds, in milliseconds; null when it is empty. */
export function timeOf(field: string): number | null {
    const time = field ? new Date(field).getTime() : NaN;
    return Number.isNaN(time) ? null : time;
}
