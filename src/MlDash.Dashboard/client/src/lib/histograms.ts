import type { TrackAnswer } from './answers';

/** The histogram of a step: a bin reaches from its edge to the next one. */
export interface StepHistogram {
    step: number;
    edges: number[];
    counts: number[];
    /** Numbers that are in no bin. */
    nan: number;
    inf: number;
}

/** Whether entries with these fields are histograms. */
export const areHistograms = (columns: string[]): boolean => columns.includes('edges') && columns.includes('counts');

/** The entries of a track that are histograms, in the order of their steps; an entry without a step has its place as one. */
export function histogramsOf(track: TrackAnswer): StepHistogram[] {
    const { step, edges, counts, nan, inf } = track.columns;
    const whole = (value: unknown): number => (typeof value === 'number' ? value : 0);
    const found = track.at.flatMap((_, at): StepHistogram[] => {
        const [ends, inside] = [numbersOf(edges?.[at]), numbersOf(counts?.[at])];
        if (!ends || !inside || inside.length === 0 || ends.length !== inside.length + 1) return [];
        const place = step?.[at];
        return [{ step: typeof place === 'number' ? place : at, edges: ends, counts: inside, nan: whole(nan?.[at]), inf: whole(inf?.[at]) }];
    });
    return found.sort((one, other) => one.step - other.step);
}

const numbersOf = (value: unknown): number[] | null =>
    Array.isArray(value) && value.every((one) => typeof one === 'number' && Number.isFinite(one)) ? (value as number[]) : null;

/** A rectangle of a picture whose sides are 1: bins upwards, steps to the right, and how dense the numbers in it are. */
export interface Patch {
    x: number;
    width: number;
    y: number;
    height: number;
    /** 0 to 1. */
    density: number;
}

/** The least and the greatest edge of all. */
export const rangeOf = (steps: StepHistogram[]): [number, number] => [
    Math.min(...steps.map(({ edges }) => edges[0] ?? 0)),
    Math.max(...steps.map(({ edges }) => edges.at(-1) ?? 0)),
];

/** The picture of all steps. What is dense is measured within a step, so that steps of few numbers are seen beside those of many. */
export function patchesOf(steps: StepHistogram[]): Patch[] {
    const [least, greatest] = rangeOf(steps);
    // Of numbers far apart the difference is more than a double holds.
    const place = (value: number) => (value / 2 - least / 2) / (greatest / 2 - least / 2);
    const width = 1 / steps.length;
    return steps.flatMap(({ edges, counts }, at) => {
        const bins = counts.map((count, bin) => {
            const [y, end] = [place(edges[bin] ?? 0), place(edges[bin + 1] ?? 0)];
            return { y, height: end - y, thick: count > 0 ? count / Math.max(end - y, Number.MIN_VALUE) : 0 };
        });
        const most = Math.max(...bins.map(({ thick }) => thick));
        return bins.filter(({ thick }) => thick > 0).map(({ y, height, thick }) => ({ x: at * width, width, y, height, density: most === Infinity ? 1 : thick / most }));
    });
}
