import type { CurveColumns } from './answers';
import type { Stroke } from './colours';
import type { RunGroup } from './comparing';
import { bandOf, linesOf, smoothLinesOf, type Line } from './curves';
import type { Look } from './look';
import { curveOf, merge } from './merging';
import { extent, percentile } from './statistics';

/** A curve with what it is called, and how it is drawn. */
export interface Labelled {
    label: string;
    stroke: Stroke;
    curve: CurveColumns;
    /** Whether its least and greatest values are how far runs spread. */
    isMerged: boolean;
}

/** A line of a chart. */
export interface DrawnLine {
    label: string;
    stroke: Stroke;
    line: Line;
    /** What it is: the one to read, one behind it, or an edge of a band. */
    part: 'line' | 'faint' | 'edge';
    hasPoints: boolean;
}

/** All that a chart draws. */
export interface Picture {
    lines: DrawnLine[];
    /** Pairs of lines, the upper one first, that an area lies between. */
    bands: [number, number][];
    /** How many numbers have no place on a logarithmic axis. */
    hidden: number;
}

export type PictureLook = Pick<Look, 'smoother' | 'band' | 'logX'> & { smoothing: number; logY: boolean };

/** The curves of runs, or the means of groups of them. */
export function labelled(curves: { path: string; curve: CurveColumns }[], groups: RunGroup[] | null, strokeOf: (name: string) => Stroke): Labelled[] {
    if (!groups) return curves.map(({ path, curve }) => ({ label: path, stroke: strokeOf(path), curve, isMerged: false }));
    return groups.flatMap(({ label, paths }) => {
        const own = curves.filter(({ path }) => paths.includes(path)).map(({ curve }) => curve);
        const [first] = own;
        const name = `${label || 'top'} (${own.length})`;
        const nonFinite = own.reduce((sum, curve) => sum + curve.nonFinite, 0);
        return first ? [{ label: name, stroke: strokeOf(`group ${label}`), curve: { ...curveOf(merge(own), first), nonFinite }, isMerged: own.length > 1 }] : [];
    });
}

/** What is drawn of curves: bands at the bottom, then the curves as they were, then the lines to read. */
export function pictureOf(curves: Labelled[], look: PictureLook): Picture {
    const picture: Picture = { lines: [], bands: [], hidden: 0 };
    const isDense = curves.some(({ curve }) => !curve.isRaw || curve.count.length >= 60);
    const add = ({ label, stroke }: Labelled, line: Line, part: DrawnLine['part'], hasPoints = false) => {
        const kept = onAxes(line, look);
        if (part === 'line' || part === 'faint') picture.hidden += kept.hidden;
        picture.lines.push({ label, stroke, line: kept.line, part, hasPoints });
    };
    for (const one of curves) {
        if (!one.isMerged && (!look.band || one.curve.isRaw)) continue;
        const { low, high } = bandOf(one.curve);
        picture.bands.push([picture.lines.length, picture.lines.length + 1]);
        add(one, high, 'edge');
        add(one, low, 'edge');
    }
    const isSmooth = look.smoothing > 0;
    for (const one of curves)
        for (const line of asItWas(one, look.band)) add(one, line, isSmooth ? 'faint' : 'line', !isSmooth && (!isDense || !one.curve.isOrdered));
    if (isSmooth) {
        // The same numbers are left out of both lines, and are said once.
        const { hidden } = picture;
        for (const one of curves) for (const line of smoothLinesOf(one.curve, look.smoothing, look.smoother)) add(one, line, 'line');
        picture.hidden = hidden;
    }
    return picture;
}

/** A curve through all of its points. Where a band has the least and the greatest of them, through the means; and those of a merged curve are no points of it. */
function asItWas({ curve, isMerged }: Labelled, hasBand: boolean): Line[] {
    if (isMerged) return linesOf({ ...curve, minY: curve.lastY, maxY: curve.lastY });
    return hasBand && !curve.isRaw ? smoothLinesOf(curve, 0) : linesOf(curve);
}

function onAxes(line: Line, look: PictureLook): { line: Line; hidden: number } {
    if (!look.logX && !look.logY) return { line, hidden: 0 };
    const kept: Line = { x: [], y: [] };
    let hidden = 0;
    line.x.forEach((x, at) => {
        const y = line.y[at] ?? null;
        const fits = (!look.logX || x > 0) && (!look.logY || y === null || y > 0);
        if (!fits) hidden++;
        if (look.logX && x <= 0) return;
        kept.x.push(x);
        kept.y.push(fits ? y : null);
    });
    return { line: kept, hidden };
}

/** The range of y for what lies in a part of x, with some air; null where there is nothing. */
export function yRange(lines: DrawnLine[], from: number, to: number, isCore: boolean, isLog: boolean): [number, number] | null {
    const found: number[] = [];
    for (const { line, part } of lines) {
        // Outliers are what single values are; an edge of a band is one already.
        if (isCore && part === 'edge') continue;
        line.x.forEach((x, at) => {
            const y = line.y[at];
            if (x >= from && x <= to && y !== null && y !== undefined) found.push(y);
        });
    }
    if (found.length === 0) return null;
    const [least, most] = isCore ? [percentile(found, 0.05), percentile(found, 0.95)] : extent(found);
    if (isLog) return least === most ? [least / 2, most * 2] : [least * (least / most) ** 0.05, most * (most / least) ** 0.05];
    const air = (most - least) * 0.05 || Math.abs(most) * 0.1 || 1;
    return [least - air, most + air];
}

/** What x shows when nothing is zoomed. A single x stands in the middle; without any, there is no place to be told. */
export function xRange(xs: ArrayLike<number>, isTime: boolean, isLog: boolean): [number, number] {
    const [least, most] = [xs[0], xs[xs.length - 1]];
    if (least === undefined || most === undefined) return isLog ? [1, 10] : [0, 1];
    if (least !== most) return [least, most];
    if (isLog) return [least / 2, least * 2];
    const air = isTime ? 30 : 0.5;
    return [least - air, least + air];
}
