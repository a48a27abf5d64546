import { smoothers, type Smoother } from './smoothing';

/** A part of x that all charts with the same x show. */
export interface Zoom {
    /** The field along x, as an answer names it. */
    x: string;
    from: number;
    to: number;
}

/** How the table and the charts look, as the address says it. */
export interface Look {
    /** The text of the filter of the table. */
    find: string;
    /** What runs are grouped by: `folder`, `tags`, a column; `none`; empty for no groups in the table and the usual ones of the charts. */
    group: string;
    /** The column whose values choose the dashes of lines; empty where each run has its own stroke. */
    dashBy: string;
    /** What is drawn of all runs of the table: `scatter`, `parallel`, `histogram`, or nothing. */
    plot: string;
    /** The columns along its axes. */
    axes: string[];
    /** Widths of columns, in pixels. */
    widths: Record<string, number>;
    /** Whether the parameters that differ between the ticked runs are shown. */
    differing: boolean;
    smoother: Smoother;
    logX: boolean;
    /** Whether y shows what lies between the fifth and the ninety-fifth percentile. */
    core: boolean;
    /** Whether the least and the greatest values are drawn as a band. */
    band: boolean;
    zoom: Zoom | null;
    /** Charts that have been moved, in their order. */
    order: string[];
    /** Folders of charts that are closed. */
    closed: string[];
}

export const usualLook: Look = {
    find: '',
    group: '',
    dashBy: '',
    plot: '',
    axes: [],
    widths: {},
    differing: false,
    smoother: 'ema',
    logX: false,
    core: false,
    band: false,
    zoom: null,
    order: [],
    closed: [],
};

const plots = ['scatter', 'parallel', 'histogram'];
const [narrowest, widest] = [40, 1200];

/** A width that a column may have. */
export const widthOf = (pixels: number): number => Math.round(Math.min(widest, Math.max(narrowest, pixels)));

export function lookOf(query: URLSearchParams): Look {
    return {
        find: query.get('find') ?? '',
        group: query.get('group') ?? '',
        dashBy: query.get('dash') ?? '',
        plot: plots.find((plot) => plot === query.get('plot')) ?? '',
        axes: query.getAll('axis'),
        widths: Object.fromEntries(query.getAll('width').flatMap(widthFrom)),
        differing: query.get('differing') === '1',
        smoother: smoothers.find((one) => one === query.get('smoother')) ?? usualLook.smoother,
        logX: query.get('logx') === '1',
        core: query.get('core') === '1',
        band: query.get('band') === '1',
        zoom: zoomFrom(query.get('zoom') ?? ''),
        order: query.getAll('order-of'),
        closed: query.getAll('closed'),
    };
}

/** Writes a look into a query; what is as usual is left out. */
export function setLook(query: URLSearchParams, look: Look): void {
    const set = (name: string, value: string, usual = '') => value !== usual && query.set(name, value);
    const flag = (name: string, value: boolean) => set(name, value ? '1' : '');
    set('find', look.find);
    set('group', look.group);
    set('dash', look.dashBy);
    set('plot', look.plot);
    for (const axis of look.axes) query.append('axis', axis);
    for (const [column, pixels] of Object.entries(look.widths)) query.append('width', `${pixels} ${column}`);
    flag('differing', look.differing);
    set('smoother', look.smoother, usualLook.smoother);
    flag('logx', look.logX);
    flag('core', look.core);
    flag('band', look.band);
    if (look.zoom) query.set('zoom', `${look.zoom.from} ${look.zoom.to} ${look.zoom.x}`);
    for (const chart of look.order) query.append('order-of', chart);
    for (const folder of look.closed) query.append('closed', folder);
}

function widthFrom(text: string): [string, number][] {
    const [pixels, column] = cut(text);
    return column && Number(pixels) > 0 ? [[column, widthOf(Number(pixels))]] : [];
}

function zoomFrom(text: string): Zoom | null {
    const [from, rest] = cut(text);
    const [to, x] = cut(rest);
    const ends = [Number(from), Number(to)] as const;
    return from && to && Number.isFinite(ends[0]) && Number.isFinite(ends[1]) && ends[0] < ends[1] ? { x, from: ends[0], to: ends[1] } : null;
}

function cut(text: string): [string, string] {
    const at = text.indexOf(' ');
    return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
