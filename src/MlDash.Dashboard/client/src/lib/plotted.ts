import type { Value } from './answers';
import type { Stroke } from './colours';

/** A run in a plot of many. */
export interface PlottedRun {
    path: string;
    /** A value for each axis. */
    values: Value[];
    /** How it is drawn when it is ticked. */
    stroke: Stroke | null;
    /** Whether it is in the ranges that were chosen. */
    isIn: boolean;
}

/** Runs in the order of painting: those that are left out at the bottom, ticked ones on top. */
export const layered = (runs: PlottedRun[]): PlottedRun[] => [...runs].sort((one, other) => Number(one.isIn) - Number(other.isIn) || Number(one.stroke !== null) - Number(other.stroke !== null));
