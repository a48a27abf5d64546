import type { TrackAnswer } from './answers';
import type { Line } from './curves';

/** The columns that hold numbers, as lines over time in seconds; a gap where an entry has none. */
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
        if (line.x.at(-1) === time / 1000) line.y[line.y.length - 1] = y;
        else {
            line.x.push(time / 1000);
            line.y.push(y);
        }
    });
    return line;
}
