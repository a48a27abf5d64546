import type { ShelfFile } from './shelf';
import { byName, byStem } from './trees';

/** Files of one run at one step of a series; more than one when several were saved for it. */
export interface StepFiles {
    step: number;
    files: ShelfFile[];
}

/** A series with what each of some runs has of it. */
export interface RunSeries {
    name: string;
    /** The steps of all these runs, from the first to the last. */
    steps: number[];
    /** For each run, in their order; empty for a run that has none of it. */
    runs: StepFiles[][];
}

/** The series of some runs, in the order of their names. */
export function seriesOf(runs: ShelfFile[][]): RunSeries[] {
    const found = new Map<string, Map<number, ShelfFile[]>[]>();
    runs.forEach((files, run) => {
        for (const file of files) {
            if (file.series === undefined || file.step === undefined) continue;
            if (!found.has(file.series)) found.set(file.series, runs.map(() => new Map()));
            const steps = found.get(file.series)?.[run];
            const same = steps?.get(file.step);
            if (same) same.push(file);
            else steps?.set(file.step, [file]);
        }
    });
    return [...found]
        .map(([name, ofRuns]) => ({
            name,
            steps: [...new Set(ofRuns.flatMap((steps) => [...steps.keys()]))].sort((one, other) => one - other),
            runs: ofRuns.map((steps) =>
                [...steps].map(([step, files]) => ({ step, files: files.sort(byStem) })).sort((one, other) => one.step - other.step),
            ),
        }))
        .sort((one, other) => byName(one.name, other.name));
}

/** Where a slider over steps stands: at the last step that is not behind the wanted one, at the last of all while none is wanted. */
export function placeOfStep(steps: number[], wanted: number | null): number {
    if (wanted === null) return steps.length - 1;
    return Math.max(0, steps.findLastIndex((step) => step <= wanted));
}

/** What is recorded about the size of a file: `640 × 480, 2.5 s`. */
export function sizeOf({ width, height, duration }: ShelfFile): string {
    const pixels = width && height ? [`${width} × ${height}`] : [];
    return [...pixels, ...(duration === undefined ? [] : [`${Number(duration.toPrecision(3))} s`])].join(', ');
}
