import type { Labelled } from './picture';
import { finite } from './statistics';
import { number } from './texts';

/** What a chart shows, in words: the last, least and greatest number of each curve. */
export const captionOf = (curves: Labelled[]): string => curves.map((one) => `${one.label}: ${summary(one)}`).join('; ') || 'No numbers yet.';

function summary({ curve, isMerged }: Labelled): string {
    const ys = finite(curve.lastY);
    const gaps = curve.nonFinite > 0 ? `, ${curve.nonFinite} not finite` : '';
    if (ys.length === 0) return `no finite number${gaps}`;
    // Around a mean lies how far runs spread, which is no number of its own.
    const [lows, highs] = isMerged ? [ys, ys] : [finite(curve.minY), finite(curve.maxY)];
    const [least, most] = [Math.min(...lows), Math.max(...highs)];
    return `last ${number(ys[ys.length - 1] ?? 0)}, least ${number(least)}, greatest ${number(most)}${gaps}`;
}
