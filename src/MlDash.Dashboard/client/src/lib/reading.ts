import type { CurveColumns } from './answers';
import { portions } from './portions';
import type { SeriesQuestion, Source } from './source';
import { hasPoints, watchOf } from './watch';

/** A curve of a run. */
export interface RunCurve {
    path: string;
    curve: CurveColumns;
}

/**
 * Reads the curves of a chart, all of its runs in one question, and again those of runs whose metric has more points. Returns what ends it.
 */
export function follow(source: Source, question: SeriesQuestion, show: (curves: RunCurve[]) => void, fail: (fault: Error) => void): () => void {
    const found = new Map<string, CurveColumns[]>();
    const watch = watchOf(source);
    let ended = false;

    async function read(paths: string[]): Promise<void> {
        try {
            for (const portion of portions(paths)) {
                const answers = await source.series({ ...question, paths: portion });
                for (const { path, curves } of answers) found.set(path, curves);
            }
            if (!ended) show(question.paths.flatMap((path) => (found.get(path) ?? []).map((curve) => ({ path, curve }))));
        } catch (fault) {
            if (!ended) fail(fault as Error);
        }
    }

    // One after another, so that no older answer comes behind a newer one.
    let last = Promise.resolve();
    const then = (paths: string[]) => (last = last.then(() => (ended ? undefined : read(paths))));
    const end = watch.on(question.paths, (changes) => {
        const paths = changes.filter((change) => hasPoints(change, question.metric)).map(({ path }) => path);
        if (paths.length > 0) void then(paths);
    });
    last = watch.knows(question.paths);
    void then(question.paths);
    return () => {
        ended = true;
        end();
    };
}
