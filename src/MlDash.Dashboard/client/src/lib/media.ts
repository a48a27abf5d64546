import type { MediaSetting } from './dashrc';
import { glob } from './globs';
import type { ShelfFile } from './shelf';
import { byName } from './trees';

/** The files that a grid shows: the latest and the largest ones come first. */
export function chosenFiles(files: ShelfFile[], { glob: pattern, sort, limit }: Pick<MediaSetting, 'glob' | 'sort' | 'limit'>): ShelfFile[] {
    const expression = glob(pattern);
    const orders = {
        name: (one: ShelfFile, other: ShelfFile) => byName(one.path, other.path),
        date: (one: ShelfFile, other: ShelfFile) => (other.at ?? 0) - (one.at ?? 0) || byName(one.path, other.path),
        size: (one: ShelfFile, other: ShelfFile) => other.length - one.length || byName(one.path, other.path),
    };
    return files.filter(({ path }) => expression.test(path)).sort(orders[sort]).slice(0, limit);
}
