import type { RunLine, RunListAnswer } from './answers';
import type { RunListQuestion } from './source';

/** Which runs, in which order, with which columns. */
export type RunsQuestion = Omit<RunListQuestion, 'first' | 'after'>;

type Ask = (question: RunListQuestion) => Promise<RunListAnswer>;

/** The most runs of a page. */
const largest = 500;

/** The rows of the table, read page by page as far as they are looked at. */
export class RunPages {
    lines: RunLine[] = [];
    total = 0;
    version = -1;
    warnings: string[] = [];
    private next: string | null = null;
    private asked = 0;
    private reading = false;

    constructor(
        private readonly ask: Ask,
        private readonly changed: () => void,
    ) {}

    /** Reads from the begin, as many rows at least; an older question that is still being answered counts no more. */
    async load(question: RunsQuestion, least: number): Promise<void> {
        const mine = ++this.asked;
        const found: RunLine[] = [];
        let after: string | null = null;
        do {
            const answer: RunListAnswer = await this.ask({ ...question, first: Math.min(largest, Math.max(100, least - found.length)), after });
            if (mine !== this.asked) return;
            found.push(...answer.runs);
            after = answer.next;
            [this.total, this.version, this.warnings] = [answer.total, answer.version, answer.warnings];
        } while (after && found.length < least);
        [this.lines, this.next] = [found, after];
        this.changed();
    }

    /** Reads the next page, unless one is being read. */
    async more(question: RunsQuestion): Promise<void> {
        if (!this.next || this.reading) return;
        const mine = this.asked;
        this.reading = true;
        try {
            const answer = await this.ask({ ...question, first: largest, after: this.next });
            if (mine !== this.asked) return;
            this.lines = [...this.lines, ...answer.runs];
            this.next = answer.next;
        } finally {
            this.reading = false;
        }
        this.changed();
    }

    /** Reads again as much as there is, if something has changed. Says whether it has. */
    async refresh(question: RunsQuestion, least: number): Promise<boolean> {
        const answer = await this.ask({ ...question, first: 1 });
        if (answer.version === this.version && answer.total === this.total) return false;
        await this.load(question, Math.max(least, this.lines.length));
        return true;
    }
}
