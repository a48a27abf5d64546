/** The numbers among some values. */
export const finite = (values: readonly unknown[]): number[] => values.filter((one): one is number => typeof one === 'number' && Number.isFinite(one));

export const mean = (numbers: number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

/** How far numbers spread: the standard deviation of a sample; 0 for a single one. */
export function deviation(numbers: number[]): number {
    if (numbers.length < 2) return 0;
    const middle = mean(numbers);
    return Math.sqrt(numbers.reduce((sum, one) => sum + (one - middle) ** 2, 0) / (numbers.length - 1));
}

/** The least and the greatest; not finite where there is none. */
export function extent(numbers: Iterable<number>): [number, number] {
    let [least, most] = [Infinity, -Infinity];
    for (const one of numbers) [least, most] = [Math.min(least, one), Math.max(most, one)];
    return [least, most];
}

/** The number that a part of all numbers, from 0 to 1, lies below; between two of them in proportion. */
export function percentile(numbers: number[], part: number): number {
    const sorted = [...numbers].sort((one, other) => one - other);
    const at = (sorted.length - 1) * part;
    const [low, high] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
    return low + (high - low) * (at - Math.floor(at));
}

/** How many numbers lie in each of as many equal parts of their range. */
export function histogram(numbers: number[], parts: number): { from: number; to: number; counts: number[] } {
    const [from, to] = extent(numbers);
    const counts = Array.from({ length: parts }, () => 0);
    for (const one of numbers) {
        const at = to > from ? Math.min(parts - 1, Math.floor(((one - from) / (to - from)) * parts)) : 0;
        counts[at] = (counts[at] ?? 0) + 1;
    }
    return { from, to, counts };
}
