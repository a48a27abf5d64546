import { clearForeign, deskOf } from './desk';
import { Draft, type Stored } from './draft.svelte';
import type { Shelf } from './shelf';

const kept = new Map<string, Draft>();

const keyOf = (shelf: Shelf, path: string) => JSON.stringify([shelf.source.place, shelf.isRun, shelf.owner, path]);

/** Whether a text was typed here that is not stored. */
export const hasTyped = (shelf: Shelf, path: string): boolean => deskOf(keyOf(shelf, path)).take() !== null;

/** Forgets the drafts of whoever was here before. */
export function handOver(user: string): void {
    if (clearForeign(user)) kept.clear();
}

/** The draft of a file. What was typed stays while the tab is open, also when something else is shown in between. */
export async function draftOf(shelf: Shelf, path: string, begin: () => string): Promise<Draft> {
    const key = keyOf(shelf, path);
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
    const draft = new Draft({ read, write: (text, version) => shelf.write(path, text, version) }, stored, deskOf(key));
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
