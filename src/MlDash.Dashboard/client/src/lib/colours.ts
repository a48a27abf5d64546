/** Colours of runs: Okabe and Ito's, which eyes that see fewer colours can tell apart; then the same with other dashes. */
const palette = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#8a7a00', '#7a5ac8'];
const dashes: number[][] = [[], [8, 4], [2, 3], [8, 3, 2, 3]];

export interface Stroke {
    colour: string;
    dash: number[];
}

/** A run keeps its colour wherever it is shown: the first ones that are chosen take the colours in turn. */
export class Strokes {
    private constructor(
        private readonly taken: Map<string, number>,
        private readonly chosen: Map<string, number> | null,
    ) {}

    static start = (): Strokes => new Strokes(new Map(), null);

    /** The same colours, but something else than these chooses the dash of each run; null: they do. */
    dashed = (chosen: Map<string, number> | null): Strokes => new Strokes(this.taken, chosen);

    of(path: string): Stroke {
        let place = this.taken.get(path);
        if (place === undefined) this.taken.set(path, (place = this.taken.size));
        const dash = this.chosen ? (this.chosen.get(path) ?? 0) : Math.floor(place / palette.length);
        return { colour: palette[place % palette.length] ?? '#0072b2', dash: dashes[dash % dashes.length] ?? [] };
    }
}
