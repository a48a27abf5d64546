import { describe, expect, it } from 'vitest';
import { ema, gaussian, runningMean, smoothed, timeWeighted } from './smoothing';

const close = (found: (number | null)[], wanted: (number | null)[]) => {
    expect(found).toHaveLength(wanted.length);
    wanted.forEach((value, at) => (value === null ? expect(found[at]).toBeNull() : expect(found[at]).toBeCloseTo(value, 10)));
};

describe('the moving average of TensorBoard', () => {
    it('is divided by what its start lacks', () => close(ema([1, 2, 4], 0.5), [1, 1.25 / 0.75, 2.625 / 0.875]));
    it('leaves a constant as it is', () => expect(ema([0.1, 0.1, 0.1], 0.9)).toEqual([0.1, 0.1, 0.1]));
    it('does not count what is not finite', () => close(ema([0, null, 10], 0.6), [0, null, 4 / 0.64]));
});

describe('the moving average of Weights & Biases', () => {
    // w = √0.25 = 0.5; the points lie 1000 / 2 apart, so the ones before weigh nothing.
    it('forgets what lies far away', () => close(timeWeighted([0, 1, 2], [1, 5, 9], 0.25), [1, 5, 9]));

    it('weighs by the distance along x', () => {
        // A thousandth of the range apart: Δ = 1, a = 0.5.
        const found = timeWeighted([0, 1, 2, 1000], [4, 8, 2, 3], 0.25);
        close(found.slice(0, 3), [4, (4 * 0.5 + 8) / 1.5, ((4 * 0.5 + 8) * 0.5 + 2) / 1.75]);
        expect(found[3]).toBeCloseTo(3, 10);
    });

    it('never weighs more than 0.999 a step', () => {
        const found = timeWeighted([0, 1, 1000], [0, 1, 1], 0.9999);
        expect(found[1]).toBeCloseTo(1 / 1.999, 10);
    });

    it('begins again where x does', () => close(timeWeighted([0, 10, 0], [1, 1, 7], 0.99).slice(2), [7]));
});

describe('the running mean', () => {
    it('takes the neighbours on both sides, as far as there are any', () => close(runningMean([1, 2, 6, 7], 1), [1.5, 3, 5, 6.5]));
    it('passes over what is not finite', () => close(runningMean([1, null, 3], 1), [1, null, 3]));
});

describe('the Gaussian', () => {
    it('weighs neighbours by a normal distribution', () => {
        const [near, far, further] = [Math.exp(-0.5), Math.exp(-2), Math.exp(-4.5)];
        const found = gaussian([0, 0, 0, 1, 0, 0, 0], 1);
        const whole = 1 + 2 * (near + far + further);
        expect(found[3]).toBeCloseTo(1 / whole, 10);
        // The place beside it lacks the outermost neighbour on its left.
        expect(found[2]).toBeCloseTo(near / (whole - further), 10);
    });
});

describe('no smoothing', () => {
    it.each(['ema', 'time', 'mean', 'gaussian'] as const)('leaves the values as they are: %s', (how) => {
        expect(smoothed(how, [0, 1, 1000], [3, 8, 9], 0)).toEqual([3, 8, 9]);
        expect(smoothed(how, [0, 1, 1000], [3, 8, 9], 0.9)).not.toEqual([3, 8, 9]);
    });
});
