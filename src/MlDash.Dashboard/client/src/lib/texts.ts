import type { Value } from './answers';

/** Numbers as a table shows them: five digits, small and large ones with an exponent. */
export function number(value: number): string {
    if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(3) : String(Number(value.toPrecision(5)));
}

export function shown(value: Value | undefined): string {
    if (value === null || value === undefined) return '';
    return typeof value === 'number' ? number(value) : String(value);
}

export function anyShown(value: unknown): string {
    return typeof value === 'string' ? value : typeof value === 'number' ? number(value) : JSON.stringify(value);
}

const units: [number, string][] = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'm'],
    [1, 's'],
];

/** A length of time in its two largest units. */
export function duration(milliseconds: number): string {
    let rest = Math.max(0, Math.round(milliseconds / 1000));
    const parts: string[] = [];
    for (const [seconds, unit] of units) {
        const many = Math.floor(rest / seconds);
        rest -= many * seconds;
        if (many > 0 && parts.length < 2) parts.push(`${many}${unit}`);
        else if (parts.length > 0) break;
    }
    return parts.join(' ') || '0s';
}

/** How long ago. */
export function ago(at: number, now: number): string {
    const seconds = (now - at) / 1000;
    if (seconds < 10) return 'just now';
    return `${duration(now - at).split(' ')[0]} ago`;
}

export const moment = (at: number): string => new Date(at).toLocaleString();

export function bytes(length: number): string {
    const names = ['B', 'KB', 'MB', 'GB', 'TB'];
    let [size, unit] = [length, 0];
    while (size >= 1000 && unit < names.length - 1) [size, unit] = [size / 1000, unit + 1];
    return `${unit === 0 ? size : size.toPrecision(3)} ${names[unit]}`;
}
