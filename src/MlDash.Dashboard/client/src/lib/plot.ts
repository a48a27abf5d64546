import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { widthOf } from './axes';
import { xRange, yRange, type DrawnLine, type Picture } from './picture';
import { onTheme } from './theme';

/** How a picture is laid out, and who wants to know what happens on it. */
export interface PlotLook {
    width: number;
    height: number;
    /** Whether x is a time. */
    isTime: boolean;
    logX: boolean;
    logY: boolean;
    /** Whether outliers lie outside. */
    core: boolean;
    zoom: [number, number] | null;
    /** Charts with the same key share a crosshair. */
    sync: string;
    zoomed: (from: number, to: number) => void;
    /** The place of x under the pointer, and how much of x is eight pixels; null when it has left. */
    pointed: (x: number | null, reach: number) => void;
}

/** A chart on the screen. */
export interface Plot {
    /** Takes another picture and look. */
    show: (picture: Picture, look: PlotLook) => void;
    canvas: () => HTMLCanvasElement | null;
    destroy: () => void;
}

/** Makes a chart inside of an element. */
export function plotIn(target: HTMLElement, picture: Picture, look: PlotLook): Plot {
    let current = look;
    let shown = picture;
    let chart = create();
    const end = onTheme(() => chart.redraw());

    function create(): uPlot {
        const look = () => current;
        return new uPlot(optionsOf(target, shown, look, () => shown.lines), dataOf(shown), target);
    }

    return {
        show(picture, look) {
            const same = shapeOf(shown, current) === shapeOf(picture, look);
            const { width, height } = current;
            [shown, current] = [picture, look];
            if (!same) {
                chart.destroy();
                chart = create();
                return;
            }
            if (width !== look.width || height !== look.height) chart.setSize(look);
            chart.setData(dataOf(picture));
        },
        canvas: () => target.querySelector('canvas'),
        destroy() {
            end();
            chart.destroy();
        },
    };
}

const hasPoint = ({ lines }: Pick<Picture, 'lines'>): boolean => lines.some(({ line }) => line.x.length > 0);

/** What a chart cannot change without being made again. */
const shapeOf = ({ lines, bands }: Picture, { isTime, logX, logY, sync }: PlotLook): string =>
    JSON.stringify([hasPoint({ lines }), lines.map(({ label, stroke, part, hasPoints }) => [label, stroke, part, hasPoints]), bands, isTime, logX, logY, sync]);

function dataOf({ lines }: Picture): uPlot.AlignedData {
    if (lines.length === 0) return [[]];
    return uPlot.join(
        lines.map(({ line }) => [line.x, line.y] as uPlot.AlignedData),
        lines.map(() => [0, 1]),
    );
}

function optionsOf(target: HTMLElement, picture: Picture, look: () => PlotLook, lines: () => DrawnLine[]): uPlot.Options {
    const first = look();
    const colour = (name: string) => () => getComputedStyle(target).getPropertyValue(name);
    const axis = { stroke: colour('--quiet'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line') } };
    return {
        width: first.width,
        height: first.height,
        legend: { show: false },
        cursor: { sync: { key: first.sync }, drag: { x: true, y: false, setScale: false }, points: { show: false } },
        scales: {
            x: {
                // Without a point there is no time to be told.
                time: first.isTime && !first.logX && hasPoint(picture),
                distr: first.logX ? 3 : 1,
                range: ({ data }) => look().zoom ?? xRange(data[0], first.isTime, first.logX),
            },
            y: {
                distr: first.logY ? 3 : 1,
                range: (_, least, most) => {
                    const [from, to] = look().zoom ?? [-Infinity, Infinity];
                    return yRange(lines(), from, to, look().core, first.logY) ?? (least === null ? [first.logY ? 1 : 0, first.logY ? 10 : 1] : [least, most]);
                },
            },
        },
        axes: [axis, { ...axis, size: (_, labels) => widthOf(labels) }],
        bands: picture.bands.map(([high, low]) => ({ series: [high + 1, low + 1], fill: `${picture.lines[high]?.stroke.colour ?? '#888888'}26` })),
        series: [{}, ...picture.lines.map(seriesOf)],
        hooks: {
            setSelect: [
                (chart) => {
                    const { left, width } = chart.select;
                    if (width === 0) return;
                    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
                    // Charts that share the crosshair share what is selected, too; the one under the pointer says it for all.
                    if (chart.cursor.event && width >= 4) look().zoomed(chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x'));
                },
            ],
            setCursor: [
                ({ cursor, posToVal }) => {
                    const left = cursor.left ?? -1;
                    // Where another chart moved the crosshair, nothing happened here.
                    if (left < 0 || !cursor.event) return look().pointed(null, 0);
                    look().pointed(posToVal(left, 'x'), Math.abs(posToVal(left + 8, 'x') - posToVal(left, 'x')));
                },
            ],
        },
    };
}

function seriesOf({ label, stroke, part, hasPoints }: DrawnLine): uPlot.Series {
    if (part === 'edge') return { label, stroke: 'transparent', width: 0, points: { show: false } };
    const isFaint = part === 'faint';
    return { label, stroke: stroke.colour, dash: stroke.dash, width: isFaint ? 1 : 1.5, alpha: isFaint ? 0.35 : 1, points: { show: hasPoints } };
}
