import { Draft, type Stored } from './draft.svelte';
import type { Shelf } from './shelf';

const kept = new Map<string, Draft>();

/** The draft of a file. What was typed stays while the page is open, also when something else is shown in between. */
export async function draftOf(shelf: Shelf, path: string, begin: () => string): Promise<Draft> {
    const key = JSON.stringify([shelf.isRun, shelf.owner, path]);
    const read = async (): Promise<Stored> => {
        const version = await versionOf(shelf, path);
        return version === null ? { text: begin(), version } : { text: (await shelf.text(path)) ?? '', version };
    };
    const stored = await read();
    const known = kept.get(key);
    if (known) {
        known.refresh(stored);
        return known;
    }
    const draft = new Draft({ read, write: (text, version) => shelf.write(path, text, version) }, stored);
    kept.set(key, draft);
    return draft;
}

// As it is stored now, which may differ from what is on the screen.
async function versionOf(shelf: Shelf, path: string): Promise<string | null> {
    const files = shelf.isRun
        ? (await shelf.source.files(shelf.owner)).files
        : (await shelf.source.folder(shelf.owner)).files.map((file) => ({ ...file, path: file.name }));
    return files.find((file) => file.path === path)?.checksum ?? null;
}
