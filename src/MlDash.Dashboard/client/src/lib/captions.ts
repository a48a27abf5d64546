import type { CurveColumns } from './answers';
import type { Labelled } from './picture';
import { finite } from './statistics';
import { number } from './texts';

/** What a chart shows, in words: the last, least and greatest number of each curve. */
export const captionOf = (curves: Labelled[]): string => curves.map(({ label, curve }) => `${label}: ${summary(curve)}`).join('; ') || 'No numbers yet.';

function summary(curve: CurveColumns): string {
    const ys = finite(curve.lastY);
    const gaps = curve.nonFinite > 0 ? `, ${curve.nonFinite} not finite` : '';
    if (ys.length === 0) return `no finite number${gaps}`;
    const [least, most] = [Math.min(...finite(curve.minY)), Math.max(...finite(curve.maxY))];
    return `last ${number(ys[ys.length - 1] ?? 0)}, least ${number(least)}, greatest ${number(most)}${gaps}`;
}
