import { number } from './texts';

/**
 * A number as the format specifier of an axis has it (`xFormat`, `yFormat` of `.dashrc`): `[,][.precision][~][e|f|g|r|s|%|d]`, as d3 and Python write them.
 * A specifier that is none of these shows the number as usual.
 */
export function formatted(value: number, specifier: string | null): string {
    const parts = /^(,?)(?:\.(\d{1,2}))?(~?)([efgrs%d]?)$/.exec(specifier ?? '');
    if (!specifier || !parts || !Number.isFinite(value)) return number(value);
    const [, comma, digits, trims, type] = parts;
    const precision = digits === undefined ? 6 : Number(digits);
    const trimmed = (text: string) => (trims ? text.replace(/(\.\d*?)0+(?=e|$|[^\d])/, '$1').replace(/\.(?=e|$|[^\d])/, '') : text);
    const grouped = (text: string) => (comma ? text.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',') : text);
    switch (type) {
        case 'd':
            return grouped(value.toFixed(0));
        case 'e':
            return trimmed(value.toExponential(precision));
        case 'f':
            return trimmed(grouped(value.toFixed(precision)));
        case '%':
            return `${trimmed(grouped((value * 100).toFixed(precision)))}%`;
        case 's':
            return trimmed(prefixed(value, Math.max(1, precision)));
        case 'r':
            return grouped(String(Number(value.toPrecision(Math.max(1, precision)))));
        default:
            return digits === undefined && !trims ? grouped(number(value)) : trimmed(grouped(value.toPrecision(Math.max(1, precision))));
    }
}

/** Grid lines at round numbers, about as many as asked for. */
export function ticksOf(least: number, most: number, count: number): number[] {
    const rough = (most - least) / count;
    if (!(rough > 0) || !Number.isFinite(rough)) return [least];
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((one) => one * power).reduce((best, one) => (Math.abs(one - rough) < Math.abs(best - rough) ? one : best));
    const first = Math.ceil(least / step);
    return Array.from({ length: Math.max(0, Math.floor(most / step) - first + 1) }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

const prefixes = ['p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P'];

function prefixed(value: number, precision: number): string {
    const power = value === 0 ? 0 : Math.max(-4, Math.min(5, Math.floor(Math.log10(Math.abs(value)) / 3)));
    return (value / 1000 ** power).toPrecision(precision) + (prefixes[power + 4] ?? '');
}
