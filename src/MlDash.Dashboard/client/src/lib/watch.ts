import type { ChangeLine } from './answers';
import { repeat } from './live';
import { portions } from './portions';
import type { Source } from './source';

/** What has become of an experiment. */
export interface Change {
    path: string;
    before: ChangeLine;
    now: ChangeLine;
}

type Heard = (changes: Change[]) => void;

/** Whether a metric of an experiment has other points than before. */
export const hasPoints = ({ before, now }: Change, metric: string): boolean => before.points[metric] !== now.points[metric];

/** Asks what has changed of all that is on screen, once for everybody who wants to know. */
export class Watch {
    private readonly listeners = new Map<Heard, string[]>();
    private readonly known = new Map<string, ChangeLine>();
    private cursors: string[] = [];
    private look: Promise<boolean> | null = null;
    private end: (() => void) | null = null;

    constructor(private readonly source: Source) {}

    /** Tells of each change of some experiments from now on. Returns what ends it. */
    on(paths: string[], heard: Heard): () => void {
        this.listeners.set(heard, paths);
        this.end ??= repeat(() => this.ask());
        return () => {
            this.listeners.delete(heard);
            const wanted = this.wanted();
            for (const path of this.known.keys()) if (!wanted.has(path)) this.known.delete(path);
            if (this.listeners.size > 0) return;
            this.end?.();
            this.end = null;
            this.cursors = [];
        };
    }

    /**
     * Waits until it is known how far the experiments are, so that every change after the next read is reported. A report, which has no changes, does not
     * wait.
     */
    async knows(paths: string[]): Promise<void> {
        // What is being asked already may have begun before these experiments were wanted.
        for (let tries = 0; tries < 2 && !paths.every((path) => this.known.has(path)); tries++) await this.ask().catch(() => false);
    }

    private wanted(): Set<string> {
        return new Set([...this.listeners.values()].flat());
    }

    private ask(): Promise<boolean> {
        // What is wanted in the same moment is asked at once.
        this.look ??= Promise.resolve()
            .then(() => this.askAll())
            .finally(() => (this.look = null));
        return this.look;
    }

    private async askAll(): Promise<boolean> {
        const paths = [...this.wanted()];
        const changes: Change[] = [];
        for (const [at, portion] of portions(paths).entries()) {
            const answer = await this.source.changes(portion, this.cursors[at] ?? null);
            this.cursors[at] = answer.cursor;
            for (const now of answer.changed) {
                const before = this.known.get(now.path);
                if (before && JSON.stringify(before) !== JSON.stringify(now)) changes.push({ path: now.path, before, now });
                this.known.set(now.path, now);
            }
        }
        if (changes.length > 0) for (const [heard, theirs] of [...this.listeners]) {
            const own = changes.filter(({ path }) => theirs.includes(path));
            if (own.length > 0) heard(own);
        }
        return changes.length > 0;
    }
}

const watches = new WeakMap<Source, Watch>();

/** The one watch of a source. */
export function watchOf(source: Source): Watch {
    let watch = watches.get(source);
    if (!watch) watches.set(source, (watch = new Watch(source)));
    return watch;
}
