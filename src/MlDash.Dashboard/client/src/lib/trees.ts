/** A folder of a tree of files. */
export interface Branch<T> {
    name: string;
    path: string;
    folders: Branch<T>[];
    files: { name: string; file: T }[];
}

/** Files as a tree, folders and files in the order of their names. */
export function treeOf<T extends { path: string }>(files: T[]): Branch<T> {
    const top: Branch<T> = { name: '', path: '', folders: [], files: [] };
    const known = new Map<string, Branch<T>>([['', top]]);
    const at = (path: string): Branch<T> => {
        const found = known.get(path);
        if (found) return found;
        const cut = path.lastIndexOf('/');
        const branch: Branch<T> = { name: path.slice(cut + 1), path, folders: [], files: [] };
        known.set(path, branch);
        at(path.slice(0, Math.max(0, cut))).folders.push(branch);
        return branch;
    };
    for (const file of files) {
        const cut = file.path.lastIndexOf('/');
        at(file.path.slice(0, Math.max(0, cut))).files.push({ name: file.path.slice(cut + 1), file });
    }
    for (const branch of known.values()) {
        branch.folders.sort((one, other) => byName(one.name, other.name));
        branch.files.sort((one, other) => byName(one.name, other.name));
    }
    return top;
}

const names = new Intl.Collator(undefined, { numeric: true });

/** The order of names, in which `run-10` is behind `run-9`. */
export const byName = (one: string, other: string): number => names.compare(one, other);

/** The order of files, in which `a.png` is before `a_1.png`. */
export const byStem = (one: { path: string }, other: { path: string }): number => {
    const stem = ({ path }: { path: string }) => path.replace(/\.[^./]*$/, '');
    return byName(stem(one), stem(other)) || byName(one.path, other.path);
};

export interface Group<T> {
    name: string;
    items: { name: string; rest: string; item: T }[];
}

/** Named things by the part of their names before the first dot; those without a dot come first, under no name. */
export function groupsOf<T>(items: T[], nameOf: (item: T) => string): Group<T>[] {
    const groups = new Map<string, Group<T>>();
    for (const item of items) {
        const name = nameOf(item);
        const cut = name.indexOf('.');
        const group = cut > 0 ? name.slice(0, cut) : '';
        if (!groups.has(group)) groups.set(group, { name: group, items: [] });
        groups.get(group)?.items.push({ name, rest: cut > 0 ? name.slice(cut + 1) : name, item });
    }
    return [...groups.values()].sort((one, other) => Number(one.name !== '') - Number(other.name !== ''));
}

/** Files of one kind over the steps of a run: `videos/q_0010.mp4` is step 10 of `videos/q_*.mp4`. */
export interface Steps<T> {
    name: string;
    steps: { step: number; file: T }[];
}

/** Files by what they show, each by its step: as recorded, else the last number in its name. The second file of a step is another thing than the first. */
export function stepsOf<T extends { path: string; series?: string; step?: number }>(files: T[]): Steps<T>[] {
    const found = new Map<string, Steps<T>>();
    const add = (name: string, step: number, file: T) => {
        if (!found.has(name)) found.set(name, { name, steps: [] });
        found.get(name)?.steps.push({ step, file });
    };
    const many = new Map<string, number>();
    for (const file of [...files].sort(byStem)) {
        if (file.series !== undefined && file.step !== undefined) {
            const key = `${file.step} ${file.series}`;
            const number = (many.get(key) ?? 0) + 1;
            many.set(key, number);
            add(number > 1 ? `${file.series} (${number})` : file.series, file.step, file);
            continue;
        }
        const parts = /^(.*?)(\d+)(\D*)$/.exec(file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, ''));
        const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
        const end = /\.[^./]*$/.exec(file.path)?.[0] ?? '';
        const [name, step] = parts ? [`${folder}${parts[1]}*${parts[3]}${end}`, Number(parts[2])] : [file.path, 0];
        add(name, step, file);
    }
    for (const { steps } of found.values()) steps.sort((one, other) => one.step - other.step);
    return [...found.values()].sort((one, other) => byName(one.name, other.name));
}

/** The latest file that is not behind a step; the first one when all are. */
export function atStep<T>(steps: { step: number; file: T }[], step: number): { step: number; file: T } | undefined {
    return steps.findLast((one) => one.step <= step) ?? steps[0];
}
