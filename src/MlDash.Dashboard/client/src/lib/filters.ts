/** The place in the text of a filter that a message of a fault points at, and what lies on both sides; null where it points at none. */
export function wrongAt(filter: string, message: string): { before: string; at: string; after: string } | null {
    const place = Number(/at character (\d+)/.exec(message)?.[1] ?? NaN) - 1;
    if (!Number.isInteger(place) || place < 0 || place > filter.length) return null;
    const end = /^(\w+|.?)/su.exec(filter.slice(place))?.[0].length ?? 0;
    return { before: filter.slice(0, place), at: filter.slice(place, place + end) || ' ', after: filter.slice(place + end) };
}

/** A name as a filter takes it. */
const quoted = (name: string): string => (/^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`);

/** A filter that asks, beside what it asked before, for values of a column in a range; null takes the range of the column out again. */
export function withRange(filter: string, column: string, range: [number, number] | null): string {
    const name = quoted(column);
    const own = new RegExp(`(^| and )${escaped(name)} >= [-+.\\deE]+ and ${escaped(name)} <= [-+.\\deE]+(?= and |$)`, 'g');
    const rest = filter.replace(own, '').replace(/^ and /, '').trim();
    if (!range) return rest;
    const asked = `${name} >= ${range[0]} and ${name} <= ${range[1]}`;
    // What binds more weakly than 'and' is put together first.
    const before = /\bor\b/i.test(rest) && !(rest.startsWith('(') && /^\([^()]*\)( and |$)/.test(rest)) ? `(${rest})` : rest;
    return before ? `${before} and ${asked}` : asked;
}

/** The range of a column that a filter asks for, as the function above wrote it; null where it asks for none. */
export function rangeIn(filter: string, column: string): [number, number] | null {
    const name = escaped(quoted(column));
    const found = new RegExp(`(?:^| and )${name} >= ([-+.\\deE]+) and ${name} <= ([-+.\\deE]+)(?= and |$)`).exec(filter);
    return found ? [Number(found[1]), Number(found[2])] : null;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
