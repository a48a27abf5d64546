type Values = (number | null)[];

/** The ways to smooth, as the address names them. */
export const smoothers = ['ema', 'time', 'mean', 'gaussian'] as const;
export type Smoother = (typeof smoothers)[number];

/** What the page calls them. */
export const smootherNames: Record<Smoother, string> = {
    ema: 'EMA',
    time: 'EMA by x',
    mean: 'Running mean',
    gaussian: 'Gaussian',
};

/** Values smoothed by a weight from 0 (as they are) to below 1. Values that are not there pass through. */
export function smoothed(how: Smoother, xs: Values, ys: Values, weight: number): Values {
    if (weight <= 0) return ys;
    // About as many points to each side as a moving average of this weight reaches back.
    const reach = weight / (1 - weight);
    switch (how) {
        case 'time':
            return timeWeighted(xs, ys, weight);
        case 'mean':
            return runningMean(ys, Math.round(reach));
        case 'gaussian':
            return gaussian(ys, reach);
        case 'ema':
            return ema(ys, weight);
    }
}

/** Smoothing as TensorBoard does it: an exponential moving average without the pull of its start. */
export function ema(values: Values, weight: number): Values {
    const finite = values.filter((value): value is number => value !== null);
    if (weight <= 0 || finite.every((value) => value === finite[0])) return values;
    let [last, count] = [0, 0];
    return values.map((value) => {
        if (value === null) return null;
        last = last * weight + (1 - weight) * value;
        count++;
        return last / (1 - weight ** count);
    });
}

/** Smoothing as Weights & Biases does it: the further apart two points lie, the less the ones before weigh. Where x runs backwards, it begins again. */
export function timeWeighted(xs: Values, ys: Values, weight: number): Values {
    const [least, most] = ends(xs);
    const base = Math.min(Math.sqrt(weight), 0.999);
    let [sum, weights] = [0, 0];
    let before: number | null = null;
    return ys.map((y, at) => {
        const x = xs[at] ?? null;
        if (y === null || x === null) return null;
        const distance: number = before === null || most === least ? 0 : ((x - before) / (most - least)) * 1000;
        const kept: number = distance < 0 ? 0 : base ** distance;
        [sum, weights, before] = [sum * kept + y, weights * kept + 1, x];
        return sum / weights;
    });
}

/** The mean of a point and as many on each side of it; at the ends, of those there are. */
export function runningMean(values: Values, reach: number): Values {
    return weighted(values, reach, () => 1);
}

/** The mean of the points around, weighted by a normal distribution that is this many points wide. */
export function gaussian(values: Values, deviation: number): Values {
    return weighted(values, Math.ceil(3 * deviation), (distance) => Math.exp(-0.5 * (distance / deviation) ** 2));
}

function weighted(values: Values, reach: number, weightOf: (distance: number) => number): Values {
    const weights = Array.from({ length: reach + 1 }, (_, distance) => weightOf(distance));
    return values.map((value, at) => {
        if (value === null) return null;
        let [sum, total] = [0, 0];
        for (let near = Math.max(0, at - reach); near <= Math.min(values.length - 1, at + reach); near++) {
            const [other, weight] = [values[near], weights[Math.abs(near - at)] ?? 0];
            if (other === null || other === undefined) continue;
            sum += weight * other;
            total += weight;
        }
        return sum / total;
    });
}

function ends(values: Values): [number, number] {
    let [least, most] = [Infinity, -Infinity];
    for (const value of values) if (value !== null) [least, most] = [Math.min(least, value), Math.max(most, value)];
    return [least, most];
}
