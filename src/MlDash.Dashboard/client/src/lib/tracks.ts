import type { TrackAnswer } from './answers';
import type { Line } from './curves';
import { moment, number } from './texts';

/** The columns that hold numbers, as lines over the time of the track; a gap where an entry has none. */
export function linesOfTrack(track: TrackAnswer): { name: string; line: Line }[] {
    return Object.entries(track.columns)
        .filter(([, values]) => values.some((value) => typeof value === 'number'))
        .map(([name, values]) => ({ name, line: lineOf(track.at, values) }));
}

function lineOf(at: number[], values: unknown[]): Line {
    const line: Line = { x: [], y: [] };
    at.forEach((time, place) => {
        const value = values[place];
        const y = typeof value === 'number' && Number.isFinite(value) ? value : null;
        // Of entries at the same time, the last one counts.
        if (line.x.at(-1) === time) line.y[line.y.length - 1] = y;
        else {
            line.x.push(time);
            line.y.push(y);
        }
    });
    return line;
}

/** Whether the times of a track, which are in seconds of its own, are seconds since 1970: those of a clock that began with the run are small. */
export const isClock = (at: number[]): boolean => (at[0] ?? 0) >= 1e9;

/** A time of a track. */
export const timeShown = (time: number, ofClock: boolean): string => (ofClock ? moment(time * 1000) : `${number(time)} s`);
