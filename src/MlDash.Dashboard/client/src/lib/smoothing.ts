/** Smoothing as TensorBoard does it: an exponential moving average without the pull of its start. Values that are not there pass through. */
export function ema(values: (number | null)[], weight: number): (number | null)[] {
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
