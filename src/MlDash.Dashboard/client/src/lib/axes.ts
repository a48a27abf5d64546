import type { Value } from './answers';
import { extent, finite } from './statistics';
import { number, shown } from './texts';

/** A scale that values of runs lie along: numbers, numbers by their size, or texts one after another. */
export interface Axis {
    column: string;
    kind: 'linear' | 'log' | 'texts';
    /** Where a value lies, from 0 to 1; null where it has no place. */
    place: (value: Value) => number | null;
    /** The number at a place; not finite for texts. */
    at: (place: number) => number;
    ticks: { place: number; text: string }[];
}

/** The most texts along a scale. */
const mostTexts = 30;

/** The scale of a column. Numbers above zero that differ by more than a hundred times lie by their size. */
export function axisOf(column: string, values: Value[]): Axis {
    const numbers = finite(values);
    return numbers.length > 0 && numbers.length >= values.filter((value) => typeof value === 'string').length ? numeric(column, numbers) : named(column, values);
}

function numeric(column: string, numbers: number[]): Axis {
    const [least, most] = extent(numbers);
    const isLog = least > 0 && most / least > 100;
    const [to, back] = isLog ? [Math.log10, (one: number) => 10 ** one] : [(one: number) => one, (one: number) => one];
    const [low, high] = least === most ? [to(least) - 0.5, to(most) + 0.5] : [to(least), to(most)];
    const place = (value: Value) => (typeof value === 'number' && Number.isFinite(value) && (!isLog || value > 0) ? (to(value) - low) / (high - low) : null);
    const ticks = (isLog ? decades(low, high) : steps(low, high)).map((one) => ({ place: (to(one) - low) / (high - low), text: number(one) }));
    return { column, kind: isLog ? 'log' : 'linear', place, at: (part) => back(low + part * (high - low)), ticks };
}

function named(column: string, values: Value[]): Axis {
    const texts = [...new Set(values.filter((value) => value !== null).map((value) => shown(value)))].sort().slice(0, mostTexts);
    const placeOf = (at: number) => (texts.length > 1 ? at / (texts.length - 1) : 0.5);
    const places = new Map(texts.map((text, at) => [text, placeOf(at)]));
    return {
        column,
        kind: 'texts',
        place: (value) => (value === null ? null : (places.get(shown(value)) ?? null)),
        at: () => NaN,
        ticks: texts.map((text, at) => ({ place: placeOf(at), text })),
    };
}

function decades(low: number, high: number): number[] {
    const step = Math.max(1, Math.ceil((high - low) / 6));
    const found: number[] = [];
    for (let one = Math.ceil(low); one <= high; one += step) found.push(10 ** one);
    return found;
}

/** About five round numbers from one to another. */
export function steps(low: number, high: number): number[] {
    const rough = (high - low) / 5;
    const size = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((one) => one * size).find((one) => one >= rough) ?? rough;
    const found: number[] = [];
    for (let count = Math.ceil(low / step); count * step <= high; count++) found.push(Number((count * step).toPrecision(12)));
    return found;
}

/** The width of an axis with these labels: numbers of bytes are long. */
export const widthOf = (labels: string[] | null): number => Math.max(60, 20 + 7 * Math.max(0, ...(labels ?? []).map((label) => String(label ?? '').length)));
