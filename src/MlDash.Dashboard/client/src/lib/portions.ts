/** The most experiments of one question. */
const mostPaths = 100;

/** Characters that the paths of one question may take in its address: servers and proxies take about 8,000 in all. */
const longest = 4000;

/** Paths in portions, in their order, each of which fits the address of one question. */
export function portions(paths: string[]): string[][] {
    const all: string[][] = [];
    let room = 0;
    for (const path of paths) {
        const length = encodeURIComponent(path).length + '&path='.length;
        const last = all.at(-1);
        if (!last || last.length === mostPaths || length > room) {
            all.push([path]);
            room = longest - length;
        } else {
            last.push(path);
            room -= length;
        }
    }
    return all;
}
